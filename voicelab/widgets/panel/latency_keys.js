// One stop of the Tab key for all bars of latency, at the latest; the arrow keys go from turn to turn.

/** @import { LatencyBar } from "./latency_bar.js" */

const STEPS = new Map([["ArrowUp", -1], ["ArrowDown", 1]]);

/**
 * Have Tab reach the last bar, and the arrow keys the others.
 * @param {HTMLElement} around @param {() => LatencyBar[]} bars those of all turns, in order
 */
export function stepThroughBars(around, bars) {
  const shown = () => bars().filter((bar) => bar.isShown).map((bar) => bar.root);

  /** @param {HTMLElement | undefined} chosen */
  function choose(chosen) {
    for (const bar of shown()) bar.tabIndex = bar === chosen ? 0 : -1;
  }

  around.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const next = at < 0 ? undefined : all[at + (STEPS.get(event.key) ?? 0)];
    if (!next || !STEPS.has(event.key)) return;
    event.preventDefault();
    choose(next);
    next.focus();
  });

  return { chooseLast: () => choose(shown().at(-1)) };
}
