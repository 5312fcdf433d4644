// What the page wants of the kernel, each answered by one message.

import { randomId } from "../../widgets/page/messages.js";
import { WAIT_MS } from "../../widgets/page/page_view.js";

/** @typedef {{resolve: (answer: any) => void, reject: (why: Error) => void, timer: ReturnType<typeof setTimeout>}} Asked */

/** The answers that one view gets. */
export class KernelAnswers {
  /** @param {Model} model @param {(isWaiting: boolean) => void} showWaiting called when the kernel lets wait, and when it answers */
  constructor(model, showWaiting) {
    this.model = model;
    this.showWaiting = showWaiting;
    /** @type {Map<string, Asked>} */
    this.asked = new Map();
    model.on("msg:custom", this.receive);
  }

  /** Whether an answer is still to come. */
  get isAsking() {
    return this.asked.size > 0;
  }

  /**
   * Return the kernel's answer, once it is here.
   * @param {object} message @returns {Promise<any>}
   */
  ask(message) {
    const request = randomId(2);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.showWaiting(true), WAIT_MS);
      this.asked.set(request, { resolve, reject, timer });
      try {
        this.model.send({ ...message, request });
      } catch (error) {
        console.warn("voicelab: the kernel cannot be reached", error);
        this.showWaiting(true);
      }
    });
  }

  /** @param {any} answer */
  receive = (answer) => {
    const asked = answer.type === "answer" ? this.asked.get(answer.request) : undefined;
    if (!asked) return;
    this.asked.delete(answer.request);
    clearTimeout(asked.timer);
    if (!this.isAsking) this.showWaiting(false);
    if (answer.problem) asked.reject(new Error(answer.problem));
    else asked.resolve(answer);
  };

  close() {
    for (const { timer } of this.asked.values()) clearTimeout(timer);
    this.model.off("msg:custom", this.receive);
  }
}
