/* Puts rows into another order: by the arrows beside a row, by dragging its handle, and by the keyboard on the handle
   (space to take, arrows to move, space to put, Esc to cancel). Without this script the arrows send a form.

   A container [data-order] holds rows [data-move], whose value is the address at which a row is moved. */

import { ready, token } from "./session.js";

const said = document.querySelector("[data-order-status]");
const problem = document.querySelector("[data-order-problem]");

const rowsOf = (container) => [...container.children].filter((child) => child.dataset.move);
const rowOf = (control) => control.closest("[data-move]");
const placeOf = (row) => rowsOf(row.parentElement).indexOf(row);
const where = (row) => `Plads ${placeOf(row) + 1} af ${rowsOf(row.parentElement).length}.`;

/* What is taken now: the row, its handle, the order before, and whether the pointer or the keys hold it. */
let taken = null;
let isMoving = false;
let saving = Promise.resolve();

function say(text) {
  said.textContent = text;
}

/* Numbers that stand for the place of a row follow it. */
function number(container) {
  rowsOf(container).forEach((row, index) => {
    const mark = row.querySelector("[data-number]");
    if (mark && rowOf(mark) === row) {
      mark.textContent = String(index + 1);
    }
  });
}

function put(container, rows) {
  // The rows keep their place among what else the container holds.
  const after = rowsOf(container).at(-1).nextSibling;
  const focused = document.activeElement;
  isMoving = true;
  rows.forEach((row) => container.insertBefore(row, after));
  if (focused && container.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
  isMoving = false;
  number(container);
}

function moveTo(row, place) {
  const container = row.parentElement;
  const rows = rowsOf(container);
  const to = Math.max(0, Math.min(place, rows.length - 1));
  if (rows.indexOf(row) === to) {
    return false;
  }
  rows.splice(rows.indexOf(row), 1);
  rows.splice(to, 0, row);
  put(container, rows);
  return true;
}

/* Waits first for who has been logged out. To put a row at the same place twice is to put it there once. */
async function post(row, place) {
  if ((await ready()) !== "in") {
    throw new Error("Der er ingen forbindelse lige nu. Prøv igen om lidt.");
  }
  const answer = await fetch(row.dataset.move, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": token() },
    body: new URLSearchParams({ place }),
  });
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (!isJson) {
    throw new Error("");
  }
  const told = await answer.json();
  if (!answer.ok) {
    throw new Error(told.message);
  }
  return told.order.map(String);
}

/* Saves the place of a row; the order goes back where that fails. One at a time, in the order they were made. */
function save(row, before) {
  const container = row.parentElement;
  const place = placeOf(row);
  const name = row.dataset.name;
  problem.textContent = "";
  saving = saving.then(async () => {
    try {
      const order = await post(row, place);
      const rows = rowsOf(container);
      // Others may have moved rows meanwhile; rows that are not on this page yet are passed over.
      if (rows.every((each) => order.includes(each.dataset.pk))) {
        const sorted = [...rows].sort((a, b) => order.indexOf(a.dataset.pk) - order.indexOf(b.dataset.pk));
        if (sorted.some((each, index) => each !== rows[index])) {
          put(container, sorted);
        }
      }
      say(`”${name}” er flyttet og gemt. ${where(row)}`);
    } catch (error) {
      put(container, before);
      problem.textContent = `”${name}” kunne ikke flyttes og står, hvor den stod. ${error.message && error.name === "Error" ? error.message : "Prøv igen om lidt."}`;
    }
  });
}

function take(handle, by) {
  const row = rowOf(handle);
  taken = { row, handle, by, before: rowsOf(row.parentElement) };
  row.classList.add("is-taken");
  handle.setAttribute("aria-pressed", "true");
  say(`”${row.dataset.name}” er taget. ${where(row)}`);
}

function release() {
  const { row, handle } = taken;
  row.classList.remove("is-taken");
  handle.setAttribute("aria-pressed", "false");
  document.body.classList.remove("is-dragging");
  taken = null;
}

function drop() {
  const { row, before } = taken;
  release();
  if (before.indexOf(row) === placeOf(row)) {
    say(`”${row.dataset.name}” står, hvor den stod.`);
  } else {
    save(row, before);
  }
}

function cancel() {
  const { row, before } = taken;
  release();
  put(row.parentElement, before);
  say(`Fortrudt. ”${row.dataset.name}” står, hvor den stod. ${where(row)}`);
}

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

document.addEventListener("keydown", (event) => {
  if (taken && event.key === "Escape") {
    event.preventDefault();
    cancel();
    return;
  }
  const handle = event.target.closest("[data-handle]");
  if (!handle) {
    return;
  }
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (!taken) {
      take(handle, "keys");
    } else {
      drop();
    }
  } else if (taken && event.key in STEPS) {
    event.preventDefault();
    if (moveTo(taken.row, placeOf(taken.row) + STEPS[event.key])) {
      handle.scrollIntoView({ block: "nearest" });
    }
    say(where(taken.row));
  }
});

/* Who goes on without putting the row down has not decided: it goes back. */
document.addEventListener("focusout", (event) => {
  if (taken && taken.by === "keys" && !isMoving && event.target === taken.handle) {
    cancel();
  }
});

/* Where the pointer is among the rows: before the first whose middle it has not passed. Cards stand side by side. */
function placeAt(container, row, x, y) {
  const others = rowsOf(container).filter((each) => each !== row);
  const before = others.findIndex((each) => {
    const box = each.getBoundingClientRect();
    const isBeside = y >= box.top && y <= box.bottom && box.width < container.getBoundingClientRect().width * 0.7;
    return isBeside ? x < box.left + box.width / 2 : y < box.top + box.height / 2;
  });
  return before < 0 ? others.length : before;
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button !== 0) {
    return;
  }
  event.preventDefault();
  if (taken) {
    cancel();
  }
  handle.focus({ preventScroll: true });
  take(handle, "pointer");
  document.body.classList.add("is-dragging");
});

document.addEventListener("pointermove", (event) => {
  if (!taken || taken.by !== "pointer") {
    return;
  }
  const edge = 48;
  if (event.clientY < edge || event.clientY > window.innerHeight - edge) {
    window.scrollBy(0, event.clientY < edge ? -16 : 16);
  }
  moveTo(taken.row, placeAt(taken.row.parentElement, taken.row, event.clientX, event.clientY));
});

document.addEventListener("pointerup", () => {
  if (taken && taken.by === "pointer") {
    drop();
  }
});

document.addEventListener("pointercancel", () => {
  if (taken && taken.by === "pointer") {
    cancel();
  }
});

/* The arrows beside a row do the same without leaving the page. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-step]");
  if (!button) {
    return;
  }
  event.preventDefault();
  const row = rowOf(button);
  const before = rowsOf(row.parentElement);
  if (moveTo(row, placeOf(row) + Number(button.dataset.step))) {
    save(row, before);
  } else {
    say(`”${row.dataset.name}” kan ikke flyttes længere. ${where(row)}`);
  }
});

for (const handle of document.querySelectorAll("[data-handle]")) {
  handle.hidden = false;
}
