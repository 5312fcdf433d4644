// An exchange's sound and words in time.

/**
 * A side's sound, as last_exchange.py sends it; all times are of the whole exchange, in seconds.
 * @typedef {object} Strip
 * @property {"heard" | "spoken"} side
 * @property {number} start
 * @property {number} seconds
 * @property {number[]} peaks of equal parts, the loudest 100
 * @property {[string, number, number][]} words each with its start and its end
 */
/**
 * An exchange in time.
 * @typedef {object} Timeline
 * @property {number} number of the turn
 * @property {number} seconds
 * @property {Strip[]} strips
 * @property {{start: number, end: number, text: string} | null} gap from the end of speech to the reply
 * @property {number | null} cut where the reply was stopped
 * @property {string} description
 * @property {string} missing why a side has no sound
 */

/**
 * Return a strip's peaks between two times as the path of an SVG: a bar each, around the middle.
 * @param {Strip} strip @param {number} scale in pixels a second @param {number} height @param {number} from
 * @param {number} to
 */
export function barsPath({ start, seconds, peaks }, scale, height, from, to) {
  const step = seconds / peaks.length;
  const thick = Math.max(0.5, 0.7 * step * scale).toFixed(1);
  let path = "";
  peaks.forEach((peak, place) => {
    const at = start + place * step;
    if (at < from || at >= to) return;
    const tall = Math.max(1, (height * peak) / 100);
    path += `M${(at * scale).toFixed(1)} ${((height - tall) / 2).toFixed(1)}h${thick}v${tall.toFixed(1)}h-${thick}z`;
  });
  return path;
}

/**
 * Return all words of an exchange, in the order of their times.
 * @param {Timeline} timeline
 */
export function wordsOf(timeline) {
  const words = timeline.strips.flatMap(({ side, words }) =>
    words.map(([text, start, end]) => ({ side, text, start, end })),
  );
  return words.sort((a, b) => a.start - b.start);
}

/**
 * Return which of some words sounds; -1 for none.
 * @param {{start: number, end: number}[]} words @param {number} seconds
 */
export function wordAt(words, seconds) {
  return words.findIndex(({ start, end }) => start <= seconds && seconds < end);
}

/**
 * Return where the word before or behind a position begins, or the exchange begins or ends.
 * @param {{start: number}[]} words @param {number} seconds @param {1 | -1} direction @param {number} last
 */
export function neighbour(words, seconds, direction, last) {
  const starts = words.map(({ start }) => start);
  if (direction > 0) return starts.find((start) => start > seconds + 0.01) ?? last;
  return starts.filter((start) => start < seconds - 0.01).pop() ?? 0;
}

/**
 * Return a position in words, for those who do not see it.
 * @param {{start: number, end: number, side: string, text: string}[]} words @param {number} seconds
 */
export function positionText(words, seconds) {
  const word = words[wordAt(words, seconds)];
  const at = `${seconds.toFixed(1)} seconds`;
  return word ? `${at}, ${word.side === "heard" ? "you" : "reply"}: ${word.text}` : at;
}
