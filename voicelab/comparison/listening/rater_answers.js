// A rater's answers on a page: in which order trials come, what was answered, and the file that is sent back.

import { recall, remember } from "../../widgets/page/remembered.js";
import { sha256 } from "./sha256.js";

/** @import { Method } from "./trial.js" */
/** @import { Memory } from "../../widgets/page/remembered.js" */
/** @typedef {{id: string, question: string, stimuli: string[], reference: string | null}} PublishedTrial */
/**
 * What a page holds: stimuli are known by names that say nothing.
 * @typedef {{
 *   test: string, sealKey: string, method: Method, trials: PublishedTrial[], clips: Record<string, string>,
 * }} PublishedTest
 */
/** @typedef {{trial: string, judged_utc: string, ratings: Record<string, number>}} Answer */

// As judgement_files.py reads them.
const FORMAT = "voicelab listening judgements";
const VERSION = 1;
const LONGEST_NAME = 100;

/**
 * Return a rater's name as it is kept: on one line, not too long, with no half of a character.
 * @param {string} given
 */
export function raterNamed(given) {
  const line = given.normalize("NFC").replace(/\p{Surrogate}/gu, "").replace(/[\p{Cc}\s]+/gu, " ");
  return Array.from(line.trim()).slice(0, LONGEST_NAME).join("").trim();
}

/**
 * Return things in an order drawn by lot, the same for the same seed.
 * @template Thing
 * @param {readonly Thing[]} things @param {string} seed
 */
export function shuffled(things, seed) {
  const order = things.map((thing, place) => ({ thing, lot: sha256(`${seed}\n${place}`) }));
  return order.sort((a, b) => (a.lot < b.lot ? -1 : 1)).map(({ thing }) => thing);
}

/** What one rater answers on one page. */
export class RaterAnswers {
  /** @param {PublishedTest} test @param {string} rater @param {Memory} [memory] */
  constructor(test, rater, memory) {
    this.test = test;
    this.rater = rater;
    this.memory = memory;
    this.place = `voicelab-listening-${test.test}-${rater}`;
    const seed = `${test.test}\n${rater}`;
    /** In the order of this rater. */
    this.drawn = shuffled(test.trials, seed).map((trial) => {
      return { ...trial, stimuli: shuffled(trial.stimuli, `${seed}\n${trial.id}`) };
    });
    /** @type {Answer[]} */
    this.answers = [];
    this.catchUp();
  }

  /** The trials, those that were answered before first. */
  get trials() {
    return [...this.drawn.filter(({ id }) => this.has(id)), ...this.drawn.filter(({ id }) => !this.has(id))];
  }

  /** @param {string} id of a trial */
  has(id) {
    return this.answers.some(({ trial }) => trial === id);
  }

  /** Have the answers that were given meanwhile where the page is open a second time, ahead of those given here alone. */
  catchUp() {
    const known = this.remembered();
    const ids = new Set(known.map(({ trial }) => trial));
    this.answers = [...known, ...this.answers.filter(({ trial }) => !ids.has(trial))];
  }

  /** How many trials were answered: the number of the next one, from 0. */
  get count() {
    return this.answers.length;
  }

  /** @returns {Answer[]} */
  remembered() {
    try {
      const known = JSON.parse(recall(this.place, this.memory) ?? "[]");
      const ids = new Set(this.test.trials.map(({ id }) => id));
      return known.filter((/** @type {Answer} */ { trial }) => ids.delete(trial));
    } catch {
      return []; // somebody else's, or damaged
    }
  }

  /**
   * Keep the ratings of the next trial's stimuli, in the order in which they are shown; of two answers, the first.
   * @param {number[]} ratings @param {Date} [now]
   */
  add(ratings, now = new Date()) {
    const { id, stimuli } = this.trials[this.count];
    const byName = Object.fromEntries(stimuli.map((name, place) => [name, ratings[place]]));
    this.catchUp();
    if (!this.has(id)) this.answers.push({ trial: id, judged_utc: now.toISOString(), ratings: byName });
    remember(this.place, JSON.stringify(this.answers), this.memory);
  }

  /** The file that is sent back. Its seal tells whether it has changed on the way. */
  get file() {
    const { rater, answers } = this;
    const { test, sealKey } = this.test;
    const seal = sha256(`${sealKey}\n${JSON.stringify([test, rater, answers])}`);
    return JSON.stringify({ format: FORMAT, version: VERSION, test, rater, judgements: answers, seal }, null, 1);
  }

  get fileName() {
    return `judgements-${this.rater.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.json`;
  }
}
