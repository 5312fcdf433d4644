// What was heard beside what was said, word by word; aligned_words.css has its style.

import { element } from "../../widgets/page/elements.js";

/** @typedef {{kind: "same" | "substituted" | "left-out" | "added", said: string, heard: string}} AlignedPart */
/** @typedef {{title: string, unit: "word" | "character", parts: AlignedPart[]}} Alignment */

/** @param {Alignment} alignment */
export function alignedWords({ title, unit, parts }) {
  const className = unit === "word" ? "voicelab-pair" : "voicelab-pair voicelab-close";
  const pairs = parts.map(({ kind, said, heard }) => {
    const isSame = kind === "same";
    const [above, below] = [element(isSame ? "span" : "del", {}, said), element(isSame ? "span" : "ins", {}, heard)];
    return element("span", { className }, above, below);
  });
  const words = element("div", { dir: "auto" }, ...pairs);
  return element("div", { className: "voicelab-alignment" }, element("p", {}, title), words);
}
