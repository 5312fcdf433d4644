// A blind listening test in the notebook: the kernel gives trials and sounds, and keeps what is judged.

import { Sounds } from "../../widgets/page/sounds.js";
import { TrialView } from "./trial_view.js";

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const sounds = new Sounds(model);
    const host = {
      /** @param {number} number @param {string} name */
      sound: (number, name) => sounds.get(`${number}-${name}`),
      /** @param {number} number @param {number[]} ratings */
      judge: (number, ratings) => model.send({ type: "judge", trial: number, ratings }),
    };
    const view = new TrialView(host, model.get("_trial"));
    const next = () => view.setTrial(model.get("_trial"));
    model.on("change:_trial", next);
    el.append(view.root);
    return () => {
      model.off("change:_trial", next);
      view.close();
      sounds.close();
    };
  },
};
