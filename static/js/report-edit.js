/* Writing a text of the report: marks at the cursor, figures that follow the answers, and who else is here. Without this
   script the text is typed with the same marks. */

import { token } from "./session.js";

const form = document.querySelector("[data-report-form]");
const field = form && form.querySelector("textarea");

/* ---- marks ------------------------------------------------------------------------------------------------ */

/* Puts text at the cursor so that the browser's own undo takes it back. */
function insert(text, select = 0) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (select) {
    const end = field.selectionEnd;
    field.setSelectionRange(end - select[0], end - select[1]);
  }
}

const chosen = () => field.value.slice(field.selectionStart, field.selectionEnd);

function around(before, after, stand) {
  const text = chosen() || stand;
  insert(before + text + after, [text.length + after.length, after.length]);
}

function atLineStart(mark) {
  const text = chosen();
  if (text.includes("\n")) {
    insert(text.split("\n").map((line) => (line.trim() ? mark + line : line)).join("\n"));
    return;
  }
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  field.setSelectionRange(start, start);
  insert(mark);
}

const MARKS = [
  ["Fed", () => around("**", "**", "ord")],
  ["Overskrift", () => atLineStart("# ")],
  ["Liste", () => atLineStart("- ")],
  ["Nummereret liste", () => atLineStart("1. ")],
  ["Link", () => around("[", "](https://)", "tekst")],
  ["Fodnote", () => around("^[", "]", "note")],
];

function addToolbar() {
  const bar = document.createElement("div");
  bar.className = "writing__toolbar";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formatér teksten");
  for (const [name, act] of MARKS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-tertiary button--auto";
    button.textContent = name;
    button.addEventListener("click", act);
    bar.append(button);
  }
  field.before(bar);
}

/* ---- figures ---------------------------------------------------------------------------------------------- */

function startPicker(picker) {
  const kind = picker.querySelector("[data-picker-form]");
  const question = picker.querySelector("[data-picker-question]");
  const cluster = picker.querySelector("[data-picker-cluster]");
  const words = picker.querySelector("[data-picker-words]");
  let asked = 0;

  const raw = () => {
    const of = kind.selectedOptions[0].dataset.of;
    const parts = of ? [question.value, kind.value] : [kind.value];
    if (of && cluster.value) {
      parts.push("i", cluster.value);
    }
    return parts.join(" ");
  };

  /* Leaves the questions that the chosen form can be made of. */
  function offer(of) {
    for (const option of question.options) {
      option.hidden = option.disabled = Boolean(of) && option.dataset.of !== of;
    }
    if (question.selectedOptions[0]?.disabled) {
      question.value = [...question.options].find((option) => !option.disabled)?.value ?? "";
    }
  }

  async function show() {
    const of = kind.selectedOptions[0].dataset.of;
    picker.querySelector("[data-picker-question-group]").hidden = !of;
    picker.querySelector("[data-picker-cluster-group]").hidden = !of;
    offer(of);
    const mine = ++asked;
    try {
      const answer = await fetch(`${picker.dataset.figures}?${new URLSearchParams({ figur: raw() })}`);
      const { words: said, message } = await answer.json();
      if (mine === asked) {
        words.textContent = said ? `Giver nu: ”${said}”` : message;
      }
    } catch {
      words.textContent = "Tallet kan ikke hentes lige nu. Det kan godt sættes ind alligevel.";
    }
  }

  const offered = new Set([...question.options].map((option) => option.dataset.of));
  for (const option of kind.options) {
    option.hidden = option.disabled = Boolean(option.dataset.of) && !offered.has(option.dataset.of);
  }
  for (const each of [kind, question, cluster]) {
    each.addEventListener("change", show);
  }
  picker.querySelector("[data-picker-insert]").addEventListener("click", () => insert(`[[${raw()}]]`));
  picker.hidden = false;
  show();
}

/* ---- who else is here ------------------------------------------------------------------------------------- */

const EVERY = 30_000;

function list(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} og ${names.at(-1)}`;
}

function startPresence(line) {
  // Nobody has done anything: to tell that a page is open does not make the session last longer.
  const headers = { "X-Background": "1" };
  const body = (act) => new URLSearchParams({ csrfmiddlewaretoken: token(), act });

  async function beat() {
    try {
      const answer = await fetch(line.dataset.presence, { method: "POST", headers, body: body("here") });
      const { others, version } = await answer.json();
      const newer = version > Number(line.dataset.version);
      const said = [
        others.length ? `${list(others)} har også teksten åben.` : "",
        newer ? "En anden har gemt en nyere tekst, siden du åbnede siden." : "",
      ].filter(Boolean);
      if (line.textContent.trim() !== said.join(" ")) {
        line.textContent = said.join(" ");
      }
      line.hidden = !said.length;
    } catch {
      // No connection: the next beat tries again, and saving checks the version in any case.
    }
  }

  setInterval(beat, EVERY);
  beat();
  addEventListener("pagehide", () => navigator.sendBeacon(line.dataset.presence, body("leave")));
}

/* ---- letting a sentence stand: of the stored text, and leaving the page would take what is typed with it ---- */

function startWaivers() {
  const forms = [...document.querySelectorAll("[data-waiver]")];
  const follow = () => {
    const isChanged = field.value !== field.dataset.stored;
    for (const each of forms) {
      each.querySelector("button[type=submit]").disabled = isChanged;
      each.querySelector("[data-waiver-first]").hidden = !isChanged;
    }
  };
  field.dataset.stored = field.defaultValue;
  field.addEventListener("input", follow);
  follow();
}

if (field) {
  addToolbar();
  startWaivers();
  const picker = document.querySelector("[data-picker]");
  if (picker) {
    startPicker(picker);
  }
  const line = document.querySelector("[data-presence]");
  if (line) {
    startPresence(line);
  }
}
