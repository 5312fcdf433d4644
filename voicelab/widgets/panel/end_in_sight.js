// Keeps the end of what can be scrolled in sight, unless the reader has scrolled up.

/** So near to the end a reader is at it, in pixels. */
const NEAR = 40;

export class EndInSight {
  /** @param {Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">} box what is scrolled */
  constructor(box) {
    this.box = box;
    // Until the page is laid out nothing can be scrolled, and a front end may lay it out anew at any time.
    this.isWanted = true;
    this.scrollHeight = 0;
    this.clientHeight = 0;
  }

  /** Go to the end after something has changed, if the reader is there. */
  follow() {
    const { box } = this;
    if (this.isWanted) box.scrollTop = box.scrollHeight;
    this.scrollHeight = box.scrollHeight;
    this.clientHeight = box.clientHeight;
  }

  /** Take note of a scroll event: lines that break anew at another width cause one, too, and the reader did not. */
  scrolled() {
    const { box } = this;
    if (!box.clientHeight) return;
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    const isReaders = box.scrollHeight === this.scrollHeight && box.clientHeight === this.clientHeight;
    if (isNear || isReaders) this.isWanted = isNear;
    if (!isReaders) this.follow();
  }
}
