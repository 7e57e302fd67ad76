/* One place for an answer in the form: what stands in it, whether it is saved, and what stands in the way. */

export const TEXT_PAUSE = 1000;
const RETRY_SECONDS = [5, 10, 30, 60];
const LONGEST_QUOTE = 60;

const isTicked = (field) => /^(radio|checkbox)$/.test(field.type);

/* Markup that the page holds ready. */
const part = (name) => document.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);

export function filled(name, text) {
  const fragment = part(name);
  fragment.querySelector("[data-text]").textContent = text;
  return fragment;
}

/* Its saves follow each other; one that failed is sent again as it was before anything newer. */
export class Place {
  /* `page` is the form with what concerns all of its places: token, report, saidSaved, lock. */
  constructor(element, page) {
    this.element = element;
    this.page = page;
    const form = page.form;
    this.prefix = element.id;
    this.values = [...form.querySelectorAll(`[name="${this.prefix}-value"]`)];
    this.words = form.querySelector(`[name="${this.prefix}-elaboration"]`);
    this.version = form.querySelector(`[name="${this.prefix}-version"]`);
    this.was = form.querySelector(`[name="${this.prefix}-was"]`);
    this.confirmed = form.querySelector(`[name="${this.prefix}-cpr"]`);
    this.saved = this.own("[data-saved]");
    this.notice = this.own("[data-notice]");
    this.stored = this.content();
    this.sending = null;
    this.failed = null;
    this.failures = 0;
    this.refused = false;
    this.conflict = null;
    this.isFrozen = false;
    this.offerToClear();
    this.follow();
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

  get isUnsaved() {
    return Boolean(this.sending || this.failed || this.conflict || this.refused) || this.content() !== this.stored;
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

  changed(wait = 0) {
    clearTimeout(this.timer);
    this.say("Ikke gemt endnu");
    this.follow();
    this.describe();
    this.page.report();
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.isFrozen || this.sending || this.conflict || (!this.failed && !this.refused && this.content() === this.stored)) {
      this.settle();
      return;
    }
    this.sending = this.failed || this.payload();
    let answer;
    try {
      const response = await fetch(this.page.form.dataset.save, {
        method: "POST",
        body: this.sending.data,
        headers: { "X-CSRFToken": this.page.token(), Accept: "application/json" },
        redirect: "error",
        keepalive: leaving,
      });
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      answer = isJson ? await response.json() : { status: response.status < 500 ? "refused" : "away" };
    } catch {
      answer = { status: "away" };
    }
    const sent = this.sending;
    this.sending = null;
    if (!this.isFrozen) {
      (this[`on_${answer.status}`] || this.on_refused).call(this, answer, sent);
    }
    this.page.report();
  }

  on_saved(answer, sent) {
    this.failed = null;
    this.failures = 0;
    this.refused = false;
    this.version.value = answer.version;
    this.was.value = answer.was;
    this.stored = sent.content;
    this.showProblem("value", "");
    this.showProblem("elaboration", "");
    this.askToConfirm(false);
    this.notice.replaceChildren();
    this.showSaved(answer);
    this.showLack();
    if (this.content() !== this.stored) {
      this.changed();
    }
  }

  on_error(answer, sent) {
    this.failed = null;
    this.refused = true;
    this.say("Ikke gemt");
    this.showProblem(answer.field, answer.message);
    this.askToConfirm(answer.may_confirm);
    if (this.content() !== sent.content) {
      this.changed(TEXT_PAUSE);
    }
  }

  on_conflict(answer) {
    this.failed = null;
    this.conflict = answer;
    this.say("Ikke gemt");
    this.notice.innerHTML = answer.html;
    this.notice.querySelector("[data-keep]").addEventListener("click", () => this.keepTheirs());
    this.notice.querySelector("[data-mine]").addEventListener("click", () => this.useMine());
    this.describe();
  }

  /* No answer of the page can be saved any more. */
  on_locked(answer) {
    this.page.lock(answer.message);
  }

  on_logged_out(answer, sent) {
    this.retryLater(sent, answer.message);
  }

  on_away(answer, sent) {
    this.retryLater(sent, "Forbindelsen er væk. Det, du har skrevet, står her stadig.");
  }

  on_refused() {
    this.page.lock("Du kan ikke længere gemme her. Genindlæs siden for at se, hvorfor.");
  }

  retryLater(sent, message) {
    this.failed = sent;
    const seconds = RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length - 1)];
    this.failures += 1;
    this.say("Ikke gemt endnu");
    this.warn(`${message} Vi prøver igen om ${seconds} sekunder.`);
    this.timer = setTimeout(() => this.save(), seconds * 1000);
  }

  keepTheirs() {
    const { value, elaboration, version, was } = this.conflict;
    for (const field of this.values) {
      if (isTicked(field)) {
        field.checked = value.includes(field.value);
      } else {
        field.value = value[0] === "ikke_relevant" ? "" : value[0] || "";
      }
    }
    if (this.words) {
      this.words.value = elaboration;
      this.words.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(this.timer);
    this.version.value = version;
    this.was.value = was;
    this.stored = this.content();
    this.conflict = null;
    this.refused = false;
    this.notice.replaceChildren();
    this.say("");
    this.follow();
    this.focus();
    this.page.report();
  }

  useMine() {
    this.version.value = this.conflict.version;
    this.conflict = null;
    this.refused = true;
    this.notice.replaceChildren();
    this.focus();
    this.save();
  }

  /* A conflict names what pressing its buttons will do with what stands in the fields now. */
  describe() {
    if (!this.conflict) {
      return;
    }
    const { value, elaboration } = this.conflict;
    const mine = this.words ? this.words.value : "";
    const sameValue = JSON.stringify(this.chosen()) === JSON.stringify(value.filter((each) => each !== ""));
    const sameWords = mine === elaboration;
    for (const phrase of this.notice.querySelectorAll("[data-by-value]")) {
      const { byValue, byWords } = phrase.dataset;
      phrase.textContent = sameValue && !sameWords ? byWords : byValue.replace("{}", () => this.said());
    }
    this.notice.querySelector("[data-texts]").hidden = sameWords;
    this.notice.querySelector("[data-my-words]").textContent = mine || "Ingen";
  }

  /* Nothing can be saved any more: what stands here stays to be read and copied. */
  freeze() {
    const isUnsaved = this.isUnsaved;
    clearTimeout(this.timer);
    this.isFrozen = true;
    this.sending = this.failed = this.conflict = null;
    this.notice.replaceChildren();
    this.askToConfirm(false);
    for (const field of [...this.values, this.words].filter(Boolean)) {
      field.disabled = isTicked(field);
      field.readOnly = !isTicked(field);
    }
    if (this.clear) {
      this.clear.remove();
    }
    if (isUnsaved) {
      this.refused = true;
      this.say("Ikke gemt. Svarene er låst");
    }
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

  showSaved(answer) {
    if (!answer.answer) {
      this.saved.replaceChildren();
      return;
    }
    const line = filled("saved", answer.saved);
    line.querySelector("a").href = this.page.form.dataset.history.replace("/0/", `/${answer.answer}/`);
    this.saved.replaceChildren(line);
    this.page.saidSaved(answer.saved);
  }

  settle() {
    if (!this.isUnsaved && this.saved.querySelector(".not-saved")) {
      this.say("");
    }
    this.page.report();
  }

  warn(message) {
    this.notice.replaceChildren(filled("not-saved", message));
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
}
