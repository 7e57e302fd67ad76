/* The places whose answers wait to be saved, in the order in which they were changed. One is sent at a time; where the
   server cannot be reached, or nobody is logged in, all wait, and the page says so once. */

import { ready } from "./session.js";

const RETRY_SECONDS = [5, 10, 30, 60];
/* Where a save is refused although somebody is logged in, it is not tried again without a pause. */
const LOGINS = 3;

export class Line {
  /* `show(message)` says why everything waits, "" that it does not. */
  constructor(show) {
    this.show = show;
    this.waiting = [];
    this.resting = [];
    this.current = null;
    this.pause = "";
    this.failures = 0;
    this.logins = 0;
  }

  add(place) {
    if (!this.waiting.includes(place)) {
      this.waiting.push(place);
    }
    this.next();
  }

  async next() {
    if (this.current || this.pause || !this.waiting.length) {
      this.rest();
      return;
    }
    this.current = this.waiting[0];
    const status = await this.current.send();
    const place = this.current;
    this.current = null;
    if (status === "away" || status === "logged_out") {
      this.halt(status);
      return;
    }
    this.waiting = this.waiting.filter((each) => each !== place);
    // What was written while it was sent is next in turn.
    if (place.maySend && !place.refused) {
      this.waiting.push(place);
    }
    this.failures = this.logins = 0;
    this.show("");
    this.next();
  }

  /* A place that was sent past the line, by a page that was being left, has met the same. */
  halt(status) {
    if (this.pause) {
      return;
    }
    this.pause = status;
    this.rest();
    if (status === "logged_out") {
      this.waitForLogin();
      return;
    }
    const seconds = RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length - 1)];
    this.failures += 1;
    this.show("away");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.goOn(), seconds * 1000);
  }

  async waitForLogin() {
    this.show("");
    const state = await ready();
    this.logins += 1;
    if (state === "in" && this.logins < LOGINS) {
      this.goOn();
    } else if (state !== "other") {
      this.pause = "";
      this.halt("away");
    }
  }

  /* Waits until nothing is under way: all is sent, or has to wait. */
  settled() {
    return new Promise((resolve) => {
      this.resting.push(resolve);
      this.next();
    });
  }

  rest() {
    if (!this.current) {
      this.resting.splice(0).forEach((resolve) => resolve());
    }
  }

  /* The connection may be back, or somebody does not want to wait. */
  retry() {
    if (this.pause === "away") {
      this.goOn();
    }
  }

  goOn() {
    clearTimeout(this.timer);
    this.pause = "";
    this.next();
  }
}
