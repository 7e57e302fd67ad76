/* Who is logged in, as the server sees it: asks before something is sent, warns before an idle session ends, and lets
   somebody who was logged out log in again in a dialog, so that what stands on the screen stays.

   Where somebody else has logged in meanwhile the page stays as well, and is nobody's to send until its own person is
   back. Tells the page by an event on `document` when the same person is logged in again: "session:back". */

import { hold, keepAgain, stopKeeping } from "./kept.js";

const dialog = document.querySelector("[data-session]");
const warning = document.querySelector("[data-session-warning]");
const bar = document.querySelector("[data-session-bar]");
const PATIENCE = 8000;
const LONGEST_WARNING = 120;
const NO_CONNECTION = "Der er ingen forbindelse lige nu. Det, du har skrevet, står her stadig. Prøv igen om lidt.";
const STANDS = {
  out: "Du er logget ud. Det, du skriver, bliver ikke gemt, før du er logget ind igen.",
  other: "Du er logget ind som en anden. Det, du skriver, bliver ikke gemt, før den, siden hører til, er logget ind igen.",
};

/* Why the page cannot be sent from: "out", "other", or nothing. */
let missing = "";
let isReloading = false;
let backs = [];
let warnTimer = null;
let endsAt = 0;
let longest = 0;
let touchedAt = 0;

export const isLeaving = () => isReloading;

/* The page is left on purpose, and nothing asks. */
export function leave() {
  isReloading = true;
}

export const person = dialog?.dataset.user ?? "";

/* The token of the cookie, not of the page: it changes when somebody logs in again. */
export function token() {
  const name = `${dialog?.dataset.cookie}=`;
  const found = document.cookie.split("; ").find((each) => each.startsWith(name));
  return found ? found.slice(name.length) : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function renewTokens(given) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    field.value = given || token();
  }
}

/* Asks the server as a script. `X-Background` marks what nobody has done: it does not make the session last longer. */
async function ask(address, { body = null, isBackground = false } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  if (isBackground) {
    headers["X-Background"] = "1";
  }
  const method = body ? "POST" : "GET";
  const response = await fetch(address, {
    ...{ method, headers, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) },
    body: body && new URLSearchParams(body),
  });
  if (!(response.headers.get("Content-Type") || "").includes("json")) {
    throw new Error(String(response.status));
  }
  const answer = await response.json();
  renewTokens(answer.csrf);
  return answer;
}

/* Asks the server: "in", "out", "other" (somebody else has logged in here meanwhile), or "away" where it does not
   answer. Asking does not make the session last longer; `stay` does. */
export async function check() {
  if (!dialog) {
    return "in";
  }
  try {
    return take(await ask(dialog.dataset.session, { isBackground: true }));
  } catch {
    return "away";
  }
}

function take(answer) {
  if (!answer.logged_in) {
    return "out";
  }
  if (answer.user !== person) {
    return "other";
  }
  expect(answer.seconds_left);
  return "in";
}

/* As `check`, and where its person is not logged in any more waits until they are. Gives whether the page may send: "in",
   or "away", which is for who asks to say. */
export async function ready() {
  const state = await check();
  if (state === "in" || state === "away") {
    return state;
  }
  await wait(state);
  return "in";
}

/* ---- logging in again ------------------------------------------------------------------------------------- */

/* Opens the dialog; resolves once the same person is logged in again. */
function wait(state) {
  meet(state);
  return new Promise((resolve) => backs.push(resolve));
}

function meet(state) {
  if (state !== "out" && state !== "other") {
    return;
  }
  if (missing !== state) {
    missing = state;
    clearTimeout(warnTimer);
    warning.close();
    dialog.replaceChildren();
  }
  if (state === "other") {
    stopKeeping();
  }
  open();
}

const fillers = {
  out() {
    dialog.append(document.querySelector('template[data-part="session"]').content.cloneNode(true));
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      logIn();
    });
    dialog.querySelector("[data-session-later]").addEventListener("click", () => dialog.close());
  },
  other() {
    dialog.append(document.querySelector('template[data-part="session-other"]').content.cloneNode(true));
    dialog.querySelector("[data-hand-over]").addEventListener("click", handOver);
  },
};

/* Shows the dialog, with the focus where the next thing is to be typed. */
function open() {
  if (isReloading) {
    return;
  }
  bar.hidden = true;
  if (!dialog.firstElementChild) {
    fillers[missing]();
  }
  if (!dialog.open) {
    dialog.showModal();
  }
  const step = dialog.querySelector("[data-session-second]");
  (step && !step.hidden ? step.querySelector("input") : dialog.querySelector("[name=password], [data-hand-over]")).focus();
}

/* Logs out who is logged in here now. That empties the browser's storage, which has nobody's consent here: what is kept
   is put back. */
async function handOver() {
  const putBack = hold();
  const headers = { "X-CSRFToken": token() };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    await fetch(dialog.dataset.logout, { method: "POST", headers, redirect: "manual", signal });
  } catch {
    say(NO_CONNECTION);
    return;
  } finally {
    putBack();
  }
  if ((await comeBack()) === "away") {
    say(NO_CONNECTION);
  }
}

function back() {
  missing = "";
  keepAgain();
  dialog.close();
  dialog.replaceChildren();
  bar.hidden = true;
  const waiting = backs;
  backs = [];
  waiting.forEach((resolve) => resolve());
  document.dispatchEvent(new CustomEvent("session:back"));
}

function say(message) {
  const slot = dialog.querySelector("[data-session-error]");
  slot.hidden = !message;
  const link = slot.querySelector("[data-reset]");
  const [before, after] = message.split(link.textContent);
  slot.querySelector("[data-before]").textContent = before;
  slot.querySelector("[data-after]").textContent = after ?? "";
  link.hidden = after === undefined;
}

/* The step for the second factor: the password has been taken, and only the code is asked for. */
function showSecond(answer) {
  const step = dialog.querySelector("[data-session-second]");
  const field = step.querySelector("input");
  const [{ name, label, hint, inputmode }] = answer.fields;
  dialog.querySelector("[data-session-first]").hidden = true;
  step.hidden = false;
  step.dataset.action = answer.action;
  step.querySelector("label").textContent = label;
  step.querySelector("[data-hint]").textContent = hint;
  Object.assign(field, { name, value: "", inputMode: inputmode });
  field.focus();
}

async function logIn() {
  const step = dialog.querySelector("[data-session-second]");
  const part = step.hidden ? dialog.querySelector("[data-session-first]") : step;
  const address = step.hidden ? dialog.dataset.login : step.dataset.action;
  const body = Object.fromEntries([...part.querySelectorAll("input")].map((field) => [field.name, field.value]));
  let answer;
  try {
    answer = await ask(address, { body });
  } catch {
    say(NO_CONNECTION);
    return;
  }
  say("");
  settle(answer);
}

function settle(answer) {
  if (answer.user && answer.user !== person) {
    meet("other");
  } else if (answer.status === "second_factor") {
    showSecond(answer);
  } else if (answer.status === "elsewhere") {
    const link = dialog.querySelector("[data-session-window]");
    link.href = answer.address;
    say("Du er logget ind, men skal gøre noget på en anden side først. Åbn den med linket herunder, og kom tilbage hertil.");
    link.focus();
  } else if (answer.status === "ok") {
    comeBack();
  } else {
    const isOver = !answer.messages;
    say(isOver ? "Det lykkedes ikke. Log ind i et nyt vindue med linket herunder." : answer.messages.join(" "));
    open();
    // What is typed next replaces what was wrong.
    document.activeElement.select?.();
  }
}

/* Who is it now? */
async function comeBack() {
  const state = await check();
  if (state === "in") {
    back();
  } else {
    meet(state);
  }
  return state;
}

/* ---- before it ends --------------------------------------------------------------------------------------- */

/* Where a session is short, so is the warning: else it would come at once, and after every click. */
const warnSeconds = () => Math.min(LONGEST_WARNING, longest / 4);

/* The session ends in so many seconds unless something happens. */
function expect(seconds) {
  clearTimeout(warnTimer);
  longest = Math.max(longest, seconds);
  if (!(seconds > 0)) {
    return;
  }
  endsAt = Date.now() + seconds * 1000;
  warnTimer = setTimeout(beforeItEnds, Math.max(0, seconds - warnSeconds()) * 1000);
}

/* Another tab may have been used, which the server knows of; and who is typing is not idle. */
async function beforeItEnds() {
  if (Date.now() - touchedAt < warnSeconds() * 1000) {
    await beSeen();
  }
  const state = await check();
  if (state === "in" && endsAt - Date.now() <= (warnSeconds() + 1) * 1000) {
    clearTimeout(warnTimer);
    warn();
  } else {
    meet(state);
  }
}

/* The login page tells who is logged in so, and to have asked for it counts as something done. */
async function beSeen() {
  try {
    await ask(dialog.dataset.login);
  } catch {
    // Without a connection the warning comes, and says what there is left.
  }
}

function warn() {
  if (!warning.open && !dialog.open) {
    warning.showModal();
  }
  count();
}

function count() {
  const left = Math.round((endsAt - Date.now()) / 1000);
  if (left <= 0) {
    warning.close();
    afterTheEnd();
    return;
  }
  const minutes = Math.ceil(left / 60);
  const text = left > 90 ? `${minutes} minutter` : left > 60 ? "halvandet minut" : `${left} sekunder`;
  const slot = warning.querySelector("[data-session-left]");
  if (slot.textContent !== text) {
    slot.textContent = text;
  }
  warnTimer = setTimeout(count, 1000);
}

async function afterTheEnd() {
  const state = await check();
  if (state === "away") {
    warnTimer = setTimeout(afterTheEnd, 10_000);
  }
  meet(state);
}

async function stay() {
  clearTimeout(warnTimer);
  await beSeen();
  const state = await check();
  warning.close();
  meet(state);
}

function start() {
  dialog.addEventListener("close", () => {
    bar.hidden = !missing;
    bar.querySelector("p").textContent = STANDS[missing] ?? "";
  });
  bar.querySelector("button").addEventListener("click", open);
  warning.querySelector("button").addEventListener("click", stay);
  warning.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  for (const name of ["keydown", "pointerdown", "input"]) {
    document.addEventListener(name, () => (touchedAt = Date.now()), { passive: true });
  }
  // Somebody may have logged in again in another tab, or the machine may have slept beyond the end.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      missing ? comeBack() : Date.now() > endsAt - warnSeconds() * 1000 && beforeItEnds();
    }
  });
  expect(Number(dialog.dataset.seconds));
}

if (dialog) {
  start();
}
