/* The tabs in which one person has the same form open tell each other what has been saved. */

import { person } from "./session.js";

/* Gives `tellOthers(place, answer)`; `hear(id, saved)` is called with what another tab has saved. */
export function startTabs(form, hear) {
  const channel = new BroadcastChannel(`misbrug.svar ${form.dataset.save} ${person}`);
  channel.addEventListener("message", (event) => hear(event.data.id, event.data));
  return (place, { version, was, saved, answer }) => {
    channel.postMessage({ id: place.element.id, version, was, saved, answer, content: place.stored });
  };
}
