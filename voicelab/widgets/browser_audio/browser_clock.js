// The kernel's clock, as the page reckons it.

/** The lowest value of late: a time without the delays that come on top of it. */
class RecentMinimum {
  /** @type {{value: number, at: number}[]} */
  values = [];

  /** @param {number} keptMs how long a value counts */
  constructor(keptMs) {
    this.keptMs = keptMs;
  }

  /** @param {number} value */
  add(value) {
    const at = performance.now();
    while (this.values.length && this.values[this.values.length - 1].value >= value) this.values.pop();
    this.values.push({ value, at });
    while (this.values[0].at < at - this.keptMs) this.values.shift();
  }

  get value() {
    return this.values.length ? this.values[0].value : null;
  }
}

/** Reckons the kernel's monotonic clock from messages that went there and back. */
class KernelClock {
  there = new RecentMinimum(30000);
  back = new RecentMinimum(30000);

  /** @param {number} sentMs @param {number} kernelSeconds @param {number} receivedMs */
  add(sentMs, kernelSeconds, receivedMs) {
    this.there.add(kernelSeconds * 1000 - sentMs);
    this.back.add(receivedMs - kernelSeconds * 1000);
  }

  /** @param {number} pageMs @returns {number | null} */
  seconds(pageMs) {
    if (this.there.value === null || this.back.value === null) return null;
    return (pageMs + (this.there.value - this.back.value) / 2) / 1000;
  }
}
