/* "Kassér" asks nothing, and can be taken back for as long as the page is open. */

import { discard, restore } from "./kept.js";

/* Discards the entry that the element offers. In the element's place comes a line which brings both back. */
export function discardAt(element, entry) {
  const line = document.querySelector('template[data-part="discarded"]').content.cloneNode(true).firstElementChild;
  const place = element.matches("li") ? document.createElement("li") : line;
  if (place !== line) {
    place.append(line);
  }
  const undo = line.querySelector("button");
  undo.addEventListener("click", () => {
    restore(entry);
    place.replaceWith(element);
    element.querySelector("[data-discard]").focus();
  });
  discard(entry);
  element.replaceWith(place);
  undo.focus();
}
