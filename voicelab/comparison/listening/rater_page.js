// The page for raters: it asks who listens, plays what it holds, and gives back a file. It asks no server.

import { element } from "../../widgets/page/elements.js";
import { recall, remember } from "../../widgets/page/remembered.js";
import { RaterAnswers, raterNamed } from "./rater_answers.js";
import { REFERENCE } from "./trial.js";
import { TrialView } from "./trial_view.js";

/** @import { Trial } from "./trial.js" */
/** @import { PublishedTest } from "./rater_answers.js" */

const LAST_RATER = "voicelab-listening-rater";
const WHEN_DONE = "Done. Thank you! Save your answers, and send the file to whoever asked you.";

/** @type {PublishedTest} */
const test = JSON.parse(document.getElementById("test")?.textContent ?? "");

/** @param {RaterAnswers} answers @returns {Trial} */
function trialOf(answers) {
  const { method } = test;
  const trial = answers.trials[answers.count];
  return {
    number: answers.count,
    total: answers.trials.length,
    method,
    question: trial?.question ?? "",
    stimuli: trial?.stimuli.length ?? 0,
    hasReference: Boolean(trial?.reference),
    whenDone: WHEN_DONE,
    problem: "",
  };
}

/** @param {RaterAnswers} answers */
function saveButton(answers) {
  const save = element("button", { type: "button", className: "save" }, "Save the answers");
  save.addEventListener("click", () => {
    const file = new Blob([answers.file], { type: "application/json" });
    const href = URL.createObjectURL(file);
    element("a", { href, download: answers.fileName }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // some browsers read it later
  });
  return save;
}

/** @param {string} rater */
function begin(rater) {
  const answers = new RaterAnswers(test, rater);
  const save = saveButton(answers);
  const view = new TrialView(
    {
      sound: async (number, name) => {
        const { stimuli, reference } = answers.trials[number];
        const clip = name === REFERENCE ? reference : stimuli[Number(name)];
        return `data:audio/mpeg;base64,${test.clips[clip ?? ""]}`;
      },
      judge: (_, ratings) => {
        answers.add(ratings);
        show();
      },
    },
    trialOf(answers),
  );
  const show = () => {
    const trial = trialOf(answers);
    view.setTrial(trial);
    save.hidden = !answers.count;
    if (trial.number === trial.total) save.focus();
  };
  show();
  addEventListener("storage", ({ key }) => {
    if (key !== answers.place) return;
    answers.catchUp(); // the page is open a second time
    show();
  });
  document.querySelector("main")?.replaceChildren(view.root, save);
  if (answers.count < answers.trials.length) view.root.focus();
  else save.focus();
}

const form = document.querySelector("form");
const name = document.querySelector("input");
if (form && name) {
  name.value = recall(LAST_RATER) ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const rater = raterNamed(name.value);
    name.value = rater;
    if (!rater) return;
    remember(LAST_RATER, rater);
    begin(rater);
  });
}
