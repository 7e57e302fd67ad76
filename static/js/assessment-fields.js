/* The fields of one place for an answer: what stands in them, what follows from it, and the words beside them. */

const LONGEST_QUOTE = 60;

export const isTicked = (field) => /^(radio|checkbox)$/.test(field.type);

/* Markup that the page holds ready. */
export const part = (name) => document.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);

export function filled(name, text) {
  const fragment = part(name);
  fragment.querySelector("[data-text]").textContent = text;
  return fragment;
}

export class Fields {
  constructor(element, form) {
    this.element = element;
    this.prefix = element.id;
    this.values = [...form.querySelectorAll(`[name="${this.prefix}-value"]`)];
    this.words = form.querySelector(`[name="${this.prefix}-elaboration"]`);
    this.version = form.querySelector(`[name="${this.prefix}-version"]`);
    this.was = form.querySelector(`[name="${this.prefix}-was"]`);
    this.confirmed = form.querySelector(`[name="${this.prefix}-cpr"]`);
    this.saved = this.own("[data-saved]");
    this.notice = this.own("[data-notice]");
    this.stored = this.content();
  }

  /* The element of this place that matches, not one of a supplementary question inside it. */
  own(selector) {
    return [...this.element.querySelectorAll(selector)].find((each) => each.closest("[data-answer]") === this.element);
  }

  chosen() {
    const chosen = this.values.filter((field) => !isTicked(field) || field.checked);
    const values = chosen.map((field) => field.value).filter((value) => value.trim() !== "");
    return values.includes("ikke_relevant") && this.values[0].type !== "radio" ? ["ikke_relevant"] : values;
  }

  content() {
    return JSON.stringify([this.chosen(), this.words ? this.words.value : ""]);
  }

  /* Whether an answer is stored here; what is only chosen so far does not count. */
  get isAnswered() {
    return JSON.parse(this.stored)[0].length > 0;
  }

  /* The answer in words, as the server would say it. */
  said(longest = LONGEST_QUOTE) {
    const chosen = this.chosen();
    const fields = this.values.filter((field) => (!isTicked(field) || field.checked) && chosen.includes(field.value));
    const unit = this.own("[data-unit]");
    const said = fields.map((field) => field.dataset.words || field.value.trim() + (unit ? ` ${unit.textContent}` : ""));
    const text = said.join(", ") || "ikke besvaret";
    return text.length > longest ? `${text.slice(0, longest - 1).trimEnd()}…` : text;
  }

  /* All that stands here, to be copied. */
  kept() {
    const words = this.words ? this.words.value.trim() : "";
    return `${this.element.dataset.name}: ${this.said(Infinity)}${words ? `\n${words}` : ""}`;
  }

  payload() {
    const data = new URLSearchParams({
      track: this.element.dataset.track,
      indicator: this.element.dataset.indicator,
      version: this.version.value,
      elaboration: this.words ? this.words.value : "",
    });
    this.chosen().forEach((value) => data.append("value", value));
    if (this.confirmed && this.confirmed.checked) {
      data.append("cpr", "on");
    }
    return { data, content: this.content() };
  }

  focus() {
    (this.values.find((field) => field.checked) || this.values[0]).focus();
  }

  /* What follows from the chosen value: which supplementary questions are asked, and when words are needed. */
  follow() {
    const chosen = this.chosen();
    for (const below of this.element.querySelectorAll(":scope > [data-triggers]")) {
      const triggers = below.dataset.triggers.split("|");
      below.hidden = !chosen.some((value) => triggers.includes(value));
    }
    const group = this.own("[data-group='elaboration']");
    if (group) {
      const asks = group.dataset.asks.split(" ");
      const reason = chosen.includes("ikke_relevant");
      const needed = chosen.includes("delvis") || (chosen.length === 0 && asks.includes("delvis"));
      group.querySelector("[data-words-label]").textContent = reason ? "Begrundelse" : "Uddybning";
      group.querySelector("[data-words-note]").textContent = reason
        ? "(skal udfyldes ved ikke relevant)"
        : needed && asks.includes("delvis")
          ? "(skal udfyldes ved delvis)"
          : "(frivilligt)";
    }
    this.showLack();
    if (this.clear) {
      this.clear.hidden = chosen.length === 0;
    }
  }

  /* The words that a saved answer needs and lacks: said, not refused. */
  showLack() {
    const note = this.own("[data-lack]");
    if (note) {
      const needs = ["delvis", "ikke_relevant"].find((value) => this.chosen().includes(value));
      const asks = this.own("[data-group='elaboration']").dataset.asks.split(" ");
      note.hidden = !asks.includes(needs) || this.words.value.trim() !== "" || this.content() !== this.stored;
      note.querySelector("[data-text]").textContent = needs === "ikke_relevant" ? "Begrundelse mangler." : "Uddybning mangler.";
    }
  }

  offerToClear() {
    if (this.values[0].type !== "radio" || !this.saved) {
      return;
    }
    this.saved.before(part("clear"));
    this.clear = this.own("[data-clear]");
    this.clear.addEventListener("click", () => {
      this.values.forEach((field) => {
        field.checked = false;
      });
      this.changed();
      this.values[0].focus();
    });
  }

  say(text) {
    const line = document.createElement("span");
    line.className = "not-saved";
    line.textContent = text;
    this.saved.replaceChildren(...(text ? [line] : []));
  }

  showProblem(name, message) {
    const slot = this.own(`[data-error="${name}"]`) || this.own("[data-error='value']");
    const group = slot.closest(".form-group");
    slot.replaceChildren(...(message ? [filled("error", message)] : []));
    group.classList.toggle("form-error", Boolean(message));
    group.querySelectorAll("textarea, input:not([type])").forEach((field) => {
      field.setAttribute("aria-invalid", String(Boolean(message)));
    });
  }

  askToConfirm(ask) {
    const box = this.own("[data-confirm]");
    box.hidden = !ask;
    if (!ask) {
      this.confirmed.checked = false;
    }
  }

  /* Puts an answer into the fields, as `chosen` and the words would give it; the counter follows, nothing is saved. */
  fill(value, words) {
    for (const field of this.values) {
      if (isTicked(field)) {
        field.checked = value.includes(field.value);
      } else {
        field.value = value[0] === "ikke_relevant" ? "" : value[0] || "";
      }
    }
    if (this.words) {
      this.words.value = words;
      this.isFilling = true;
      this.words.dispatchEvent(new Event("input", { bubbles: true }));
      this.isFilling = false;
    }
  }

  /* What stands here can be read and copied, and no longer changed. */
  fix() {
    for (const field of [...this.values, this.words].filter(Boolean)) {
      field.disabled = isTicked(field);
      field.readOnly = !isTicked(field);
    }
    if (this.clear) {
      this.clear.remove();
    }
  }
}
