// The controls above a comparison's table: search, filters, order, differences.

import { element, setText } from "../../widgets/page/elements.js";
import {
  EVERYTHING,
  endText,
  filtersText,
  hasValue,
  isNarrowed,
  pageSizes,
  withColumn,
  withEnd,
  withName,
  withValue,
} from "./state.js";

/** @import { ChosenView } from "./state.js" */

/** @typedef {{name: string, labels: string[], is_measured: boolean}} Filter */
/** @typedef {{filters: Filter[], sorts: string[], heads: string[]}} Controls */

const TYPING_MS = 250;
const ENDS = /** @type {const} */ (["low", "high"]);

export class TableControls {
  /** @param {(changes: Partial<ChosenView>) => void} send called with what the user changed */
  constructor(send) {
    this.send = send;
    /** @type {ChosenView} */
    this.view = { ...EVERYTHING, sort: "", descending: false, difference: [], page_size: 10 };
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.typing = undefined;
    /** @type {((view: ChosenView) => void)[]} */
    this.updates = [];
    this.heads = 0;
    this.search = element("input", { type: "search", placeholder: "asked, heard, replied, expected, notes" });
    this.search.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.find(), TYPING_MS);
    });
    onEntered(this.search, () => this.find());
    this.only = ["failures", "differences"].map((name) => this.onlyBox(name));
    this.sort = this.select((sort) => ({ sort }));
    this.descending = element("input", { type: "checkbox" });
    this.descending.addEventListener("change", () => this.change({ descending: this.descending.checked }));
    this.sides = /** @type {const} */ ([0, 1]).map((side) =>
      this.select((place) => ({
        difference: withColumn(this.view.difference, side, place === "" ? -1 : Number(place), this.heads),
      })),
    );
    const sides = [labelled("Difference of", this.sides[0]), labelled("and", this.sides[1])];
    this.difference = element("span", { className: "voicelab-difference" }, ...sides);
    this.summary = element("summary", {});
    this.filters = element("div", { className: "voicelab-filters" });
    this.details = element("details", {}, this.summary, this.filters);
    this.all = element("button", { type: "button" }, "Show all");
    this.all.addEventListener("click", () => {
      clearTimeout(this.typing);
      this.search.value = "";
      this.change(EVERYTHING);
      this.search.focus();
    });
    this.page_size = this.select((size) => ({ page_size: Number(size) }));
    /** @type {HTMLElement[]} */
    const line = [labelled("Search", this.search), ...this.only.map(({ label }) => label)];
    line.push(labelled("Sort by", this.sort), labelled("descending", this.descending), this.difference, this.all);
    this.element = element("div", { className: "voicelab-choices" }, ...line, this.details);
    this.element.setAttribute("role", "search");
    this.element.ariaLabel = "What is shown of the comparison";
  }

  /** Offer what there is to choose from. @param {Controls} controls */
  offer({ filters, sorts, heads }) {
    this.heads = heads.length;
    setOptions(this.sort, [["", "order of asking"], ...sorts.map((name) => /** @type {[string, string]} */ ([name, name]))]);
    const columns = heads.map((head, place) => /** @type {[string, string]} */ ([String(place), head]));
    setOptions(this.sides[0], [["", "none"], ...columns]);
    setOptions(this.sides[1], columns);
    this.difference.hidden = heads.length < 2;
    this.details.hidden = filters.length === 0;
    this.updates = [];
    this.filters.replaceChildren(...filters.map((filter) => this.fieldset(filter)));
    this.update(this.view);
  }

  /** Show what is chosen; what the user is typing stays. @param {ChosenView} view */
  update(view) {
    this.view = view;
    setValue(this.search, view.search);
    for (const { box, name } of this.only) box.checked = view.only.includes(name);
    this.sort.value = view.sort;
    this.descending.checked = view.descending;
    this.sides[0].value = String(view.difference[0] ?? "");
    this.sides[1].value = String(view.difference[1] ?? "");
    this.sides[1].disabled = view.difference.length === 0;
    setOptions(this.page_size, pageSizes(view.page_size).map((size) => [String(size), String(size)]));
    this.page_size.value = String(view.page_size);
    this.all.hidden = !isNarrowed(view);
    setText(this.summary, filtersText(view.where));
    for (const update of this.updates) update(view);
  }

  close() {
    clearTimeout(this.typing);
  }

  /** What is chosen counts at once: the next change may come before the kernel's answer. @param {Partial<ChosenView>} changes */
  change(changes) {
    this.view = { ...this.view, ...changes };
    this.send(changes);
  }

  find() {
    clearTimeout(this.typing);
    if (this.search.value !== this.view.search) this.change({ search: this.search.value });
  }

  /** @param {string} name */
  onlyBox(name) {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => this.change({ only: withName(this.view.only, name, box.checked) }));
    return { box, name, label: labelled(`only ${name}`, box) };
  }

  /** @param {(value: string) => Partial<ChosenView>} changes */
  select(changes) {
    const select = element("select", {});
    select.addEventListener("change", () => this.change(changes(select.value)));
    return select;
  }

  /** @param {Filter} filter */
  fieldset({ name, labels, is_measured }) {
    const made = element("fieldset", {}, element("legend", {}, name));
    for (const [place, label] of labels.entries()) {
      const box = element("input", { type: "checkbox" });
      box.addEventListener("change", () =>
        this.change({ where: withValue(this.view.where, name, place, box.checked) }),
      );
      this.updates.push(({ where }) => {
        box.checked = hasValue(where, name, place);
      });
      made.append(labelled(label, box));
    }
    for (const end of is_measured ? ENDS : []) {
      const field = element("input", { type: "number", step: "any" });
      onEntered(field, () => {
        const { where } = this.view;
        if (field.value !== endText(where, name, end)) this.change({ where: withEnd(where, name, end, field.value) });
      });
      this.updates.push(({ where }) => setValue(field, endText(where, name, end)));
      made.append(labelled(end === "low" ? "from" : "to", field));
    }
    return made;
  }
}

/** @param {string} text @param {HTMLElement} control */
export function labelled(text, control) {
  const name = element("span", { dir: "auto" }, text);
  const isBox = control instanceof HTMLInputElement && control.type === "checkbox";
  return element("label", {}, ...(isBox ? [control, name] : [name, control]));
}

/**
 * Call a function when something was typed: on Enter, which a notebook may keep from the field, and when it is left.
 * @param {HTMLInputElement} field @param {() => void} entered
 */
function onEntered(field, entered) {
  field.addEventListener("change", entered);
  field.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") entered();
  });
}

/** Set what a field holds, unless it is being typed. @param {HTMLInputElement} field @param {string} value */
function setValue(field, value) {
  if (field.ownerDocument.activeElement !== field && field.value !== value) field.value = value;
}

/** @param {HTMLSelectElement} select @param {[string, string][]} options values and their names */
function setOptions(select, options) {
  const before = [...select.options].map(({ value, text }) => [value, text]);
  if (JSON.stringify(before) === JSON.stringify(options)) return;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
}
