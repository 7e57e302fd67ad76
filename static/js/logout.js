/* Logging out takes along what the browser keeps, of everybody: a computer that is shared is clean then. Before that, what
   can still be saved is, and the person is asked about the rest. */

import { clear, holdsAny, holdsOthers } from "./kept.js";
import { check, leave } from "./session.js";

const dialog = document.querySelector("[data-session]");
const MARK = "misbrug.logget-ud";
const TRIES = 20;
const PAUSE = 250;
const lastSaves = [];

/* `save()` is waited for before somebody logs out: what can still be saved is. */
export function beforeLogout(save) {
  lastSaves.push(save);
}

/* What to ask before it goes, nothing where nothing goes. */
function question() {
  const isOwn = holdsAny();
  const isOthers = holdsOthers();
  if (!isOwn && !isOthers) {
    return "";
  }
  const whose = isOwn && isOthers ? "Både du og en anden har tekst her" : isOwn ? "Du har tekst" : "En anden har tekst her";
  return `${whose}, der ikke er gemt. Den forsvinder, når du logger ud. Vil du logge ud alligevel?`;
}

/* Empties what is kept, here and in the other tabs, which hear of the mark. */
function forgetEverything() {
  clear();
  try {
    localStorage.setItem(MARK, String(Date.now()));
    localStorage.removeItem(MARK);
  } catch {
    // Without a storage there is nothing to empty, and no other tab hears of it.
  }
}

async function logOut(form) {
  await Promise.all(lastSaves.map((save) => save()));
  const asked = question();
  if (asked && !window.confirm(asked)) {
    return;
  }
  leave();
  forgetEverything();
  form.submit();
}

/* Logged out in another tab, on purpose: nothing of the page stays to be read. The login page would lead on for as long
   as the server has not been told. */
async function leaveEmpty() {
  clear();
  leave();
  document.body.textContent = "Du er logget ud.";
  for (let tries = 0; tries < TRIES && (await check()) === "in"; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  location.replace(dialog.dataset.login);
}

if (dialog) {
  addEventListener("storage", (event) => {
    if (event.key === MARK && event.newValue) {
      leaveEmpty();
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === dialog.dataset.logout) {
      event.preventDefault();
      logOut(event.target);
    }
  });
}
