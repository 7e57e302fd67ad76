/* One place for an answer in the form: what stands in it, whether it is saved, and what stands in the way. */

import { Fields, filled } from "./assessment-fields.js";
import { forget, keep, titleOfPage } from "./kept.js";
import { check, person, token } from "./session.js";

export const TEXT_PAUSE = 1000;
const PATIENCE = 20_000;
/* What the server says when it only wants to be asked again later. */
const LATER = [408, 425, 429];

/* Its saves follow each other; one that failed is sent again as it was before anything newer. The server knows a save
   that it had stored already by its content, so a retry is safe however often it comes. */
export class Place extends Fields {
  /* `page` is the form with what concerns all of its places: line, report, saidSaved, lock, tellOthers. */
  constructor(element, page) {
    super(element, page.form);
    this.page = page;
    this.sending = null;
    this.failed = null;
    this.refused = false;
    this.conflict = null;
    this.isFrozen = false;
    this.offerToClear();
    this.follow();
  }

  get isUnsaved() {
    return Boolean(this.sending || this.failed || this.conflict || this.refused) || this.content() !== this.stored;
  }

  changed(wait = 0) {
    if (this.isFilling) {
      return;
    }
    clearTimeout(this.timer);
    this.say("Ikke gemt endnu");
    this.follow();
    this.describe();
    this.keep();
    this.page.report();
    this.timer = setTimeout(() => this.save(), wait);
  }

  /* A copy in the browser for as long as the server does not have it. */
  keep() {
    const [value, words] = JSON.parse(this.content());
    const about = { title: titleOfPage(), name: this.element.dataset.name, text: this.kept(), said: this.said() };
    keep(location.pathname, this.element.id, { ...about, value, words, version: this.version.value });
  }

  forget() {
    forget(location.pathname, this.element.id);
  }

  /* Saves when it is this place's turn. */
  save() {
    clearTimeout(this.timer);
    if (this.maySend) {
      this.page.line.add(this);
    }
    this.settle();
  }

  get maySend() {
    const isChanged = this.failed || this.refused || this.content() !== this.stored;
    return Boolean(isChanged && !this.isFrozen && !this.sending && !this.conflict);
  }

  /* Sends what stands here and gives what came of it: "away" and "logged_out" are to be tried again. */
  async send(leaving = false) {
    clearTimeout(this.timer);
    if (!this.maySend) {
      this.settle();
      return "saved";
    }
    this.sending = this.failed || this.payload();
    const answer = await this.post(this.sending.data, leaving);
    const sent = this.sending;
    this.sending = null;
    if (!this.isFrozen) {
      (this[`on_${answer.status}`] || this.on_refused).call(this, answer, sent);
    }
    this.page.report();
    return answer.status;
  }

  async post(body, leaving) {
    try {
      const response = await fetch(this.page.form.dataset.save, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token(), "X-Person": person, Accept: "application/json" },
        redirect: "error",
        keepalive: leaving,
        signal: AbortSignal.timeout(PATIENCE),
      });
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      if (isJson) {
        const answer = await response.json();
        // Something is asked of the person on another page first; until then it waits.
        return answer.status === "elsewhere" ? { status: "away" } : answer;
      }
      const isAway = response.status >= 500 || LATER.includes(response.status);
      return { status: isAway ? "away" : await this.refusal() };
    } catch {
      return { status: "away" };
    }
  }

  /* A page instead of an answer: the token of a session that has ended is refused like that too, but only once. */
  async refusal() {
    const isFirst = !this.wasRefused;
    this.wasRefused = true;
    const state = await check();
    return state === "out" || state === "other" ? "logged_out" : isFirst ? "away" : "refused";
  }

  on_saved(answer, sent) {
    this.failed = null;
    this.refused = this.wasRefused = false;
    this.version.value = answer.version;
    this.was.value = answer.was;
    this.stored = sent.content;
    this.showProblem("value", "");
    this.showProblem("elaboration", "");
    this.askToConfirm(false);
    this.notice.replaceChildren();
    this.showSaved(answer);
    this.showLack();
    this.page.tellOthers(this, answer);
    if (this.content() === this.stored) {
      this.forget();
    } else {
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
    this.waitWith(sent);
  }

  on_away(answer, sent) {
    this.waitWith(sent);
  }

  on_refused() {
    this.page.lock("Du kan ikke længere gemme her. Genindlæs siden for at se, hvorfor.");
  }

  /* The line of the page says why, and sends it again. */
  waitWith(sent) {
    this.failed = sent;
    this.say("Ikke gemt endnu");
  }

  /* Another tab of the same person has saved here. What is untouched follows; what is not meets it at once. */
  hear({ version, was, content, saved, answer }) {
    if (!(Number(version) > Number(this.version.value)) || this.isFrozen || this.conflict) {
      return;
    }
    if (this.isUnsaved && this.content() !== content) {
      this.save();
      return;
    }
    if (!this.sending && !this.failed) {
      this.take(...JSON.parse(content), version, was);
      this.showSaved({ saved, answer });
      this.page.report();
    }
  }

  /* Shows a stored answer as this place's own. */
  take(value, words, version, was) {
    this.fill(value, words);
    clearTimeout(this.timer);
    this.version.value = version;
    this.was.value = was;
    this.stored = this.content();
    this.conflict = null;
    this.refused = false;
    this.forget();
    this.notice.replaceChildren();
    this.say("");
    this.follow();
  }

  keepTheirs() {
    const { value, elaboration, version, was } = this.conflict;
    this.take(value, elaboration, version, was);
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
    this.fix();
    if (isUnsaved) {
      this.refused = true;
      this.say("Ikke gemt. Svarene er låst");
    }
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
      this.forget();
    }
    this.page.report();
  }
}
