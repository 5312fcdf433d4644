// The kernel's clock, as the page reckons it.

const COUNTED_MS = 30000;

/** The lowest value of late: a time without the delays that come on top of it. */
export class RecentMinimum {
  /** @type {{value: number, atMs: number}[]} */
  values = [];

  /** @param {number} countedMs how long a value counts */
  constructor(countedMs) {
    this.countedMs = countedMs;
  }

  /** @param {number} value @param {number} [atMs] */
  add(value, atMs = performance.now()) {
    while (this.values.length && this.values[this.values.length - 1].value >= value) this.values.pop();
    this.values.push({ value, atMs });
    while (this.values[0].atMs < atMs - this.countedMs) this.values.shift();
  }

  get value() {
    return this.values.length ? this.values[0].value : null;
  }
}

/** Reckons the kernel's monotonic clock from messages that went there and back. */
export class KernelClock {
  there = new RecentMinimum(COUNTED_MS);
  back = new RecentMinimum(COUNTED_MS);

  /** @param {number} sentMs @param {number} kernelSeconds @param {number} receivedMs */
  add(sentMs, kernelSeconds, receivedMs) {
    this.there.add(kernelSeconds * 1000 - sentMs, receivedMs);
    this.back.add(receivedMs - kernelSeconds * 1000, receivedMs);
  }

  /**
   * Return the kernel's time, in seconds, at a time of the page; `null` while nothing came back.
   * @param {number} pageMs @returns {number | null}
   */
  seconds(pageMs) {
    if (this.there.value === null || this.back.value === null) return null;
    return (pageMs + (this.there.value - this.back.value) / 2) / 1000;
  }
}
