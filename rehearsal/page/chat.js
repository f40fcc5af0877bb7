// One chat as a pane: its heading, messages, buttons and entry. What an act does is the page's business (`acts`).

import { formatted, link, make, redraw } from "./text.js";

const NEAR_END = 48; // pixels from the end that still count as reading along
const TOAST_SECONDS = 6;

/** Show a photo as large as it is, over the page, until it is closed. */
function enlarge(url, alt, close) {
  const dialog = make("dialog", { className: "enlarged" });
  const button = make("button", { type: "button", onclick: () => dialog.close() }, close);
  const image = make("img", { src: url, alt, onclick: () => dialog.close() });
  dialog.append(button, image);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export class ChatPane {
  #shown = new Map(); // message id -> { element, print }: what stands here, to touch only what changed
  #atEnd = true;
  #toastTimer;

  /** `acts`: say(pane, text), press(pane, id, data), open(url), openHint(), take(pane, taken), typing(pane). */
  constructor(name, words, acts) {
    this.name = name;
    this.words = words;
    this.acts = acts;
    this.element = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.element.dataset.pane = name;
    const part = (selector) => this.element.querySelector(selector);
    Object.assign(this, {
      heading: part("h2"), about: part(".about"), takeButton: part(".take"), log: part(".log"),
      empty: part(".empty"), newer: part(".newer"), toastLine: part(".toast"), form: part("form"),
      entry: part("textarea"), hint: part(".hint"),
    });
    this.newer.textContent = words.newer;
    part("form button").textContent = words.send;
    this.#listen();
  }

  /** Point the pane at a chat, seen and spoken in from `seat` (null: there is nobody, or no such chat, yet). */
  show({ seat, chat, title, about }) {
    const moved = seat?.user !== this.seat?.user || chat !== this.chat;
    this.seat = seat;
    this.chat = chat;
    this.heading.textContent = title;
    redraw(this.about, about);
    this.#showSeat(seat, chat !== null);
    if (!moved) return;
    this.#shown.clear();
    this.log.replaceChildren();
    this.#atEnd = true;
    this.entry.value = "";
    this.toast("");
    this.empty.hidden = false;
  }

  /** Bring the pane to exactly these messages, touching only what differs. */
  update(messages) {
    const kept = new Set(messages.map(({ id }) => id));
    for (const [id, { element }] of this.#shown) {
      if (kept.has(id)) continue;
      element.remove();
      this.#shown.delete(id);
    }
    let place = this.log.firstElementChild;
    let lastDay = "";
    const before = this.#shown.size;
    for (const message of messages) {
      const day = this.words.day(message.at);
      const old = this.#shown.get(message.id)?.element;
      const element = this.#current(message, day === lastDay ? "" : day);
      if (element === place || old === place) place = element.nextElementSibling;
      else this.log.insertBefore(element, place);
      lastDay = day;
    }
    this.empty.hidden = messages.length > 0;
    if (this.#atEnd) this.toEnd();
    else if (this.#shown.size > before) this.newer.hidden = false;
  }

  toast(text) {
    clearTimeout(this.#toastTimer);
    this.toastLine.textContent = text;
    if (text) this.#toastTimer = setTimeout(() => this.toast(""), TOAST_SECONDS * 1000);
  }

  toEnd() {
    this.#atEnd = true;
    this.newer.hidden = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** The address and name of the newest PDF in this chat, or undefined. */
  newestPdf() {
    return [...this.log.querySelectorAll("a.document")].findLast((link) => link.textContent.endsWith(".pdf"));
  }

  #listen() {
    this.log.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.log;
      if (clientHeight === 0) return; // hidden behind another tab
      this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
      if (this.#atEnd) this.newer.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.log);
    this.newer.addEventListener("click", () => this.toEnd());
    this.takeButton.addEventListener("click", () => this.acts.take(this, !this.seat.taken));
    this.entry.addEventListener("input", () => this.acts.typing(this));
    this.entry.addEventListener("keydown", (key) => {
      if (key.key !== "Enter" || key.shiftKey || key.isComposing) return;
      key.preventDefault();
      this.form.requestSubmit();
    });
    this.form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#send();
    });
  }

  async #send() {
    const text = this.entry.value.trim();
    if (!text) return;
    this.entry.value = "";
    this.toEnd();
    // What could not be sent goes back into the entry: nobody types an answer twice.
    if (!(await this.acts.say(this, text)) && !this.entry.value) this.entry.value = text;
  }

  #showSeat(seat, open) {
    const { words } = this;
    const taken = Boolean(seat?.taken);
    this.element.classList.toggle("taken", taken);
    this.takeButton.hidden = !seat || this.name === "group"; // a seat is taken and given back at its own chat
    this.takeButton.textContent = taken ? words.giveBack : words.take;
    this.takeButton.title = taken ? words.giveBackHint : words.takeHint;
    this.takeButton.setAttribute("aria-label", `${this.takeButton.textContent}: ${seat?.name ?? ""}`);
    this.form.hidden = !seat || !open;
    this.hint.textContent = taken ? words.youPlay(seat.name) : words.takesSeat;
    this.entry.placeholder = seat ? words.as(seat.name) : "";
    this.entry.setAttribute("aria-label", seat ? words.writeAs(seat.name) : "");
    this.log.setAttribute("aria-label", this.heading.textContent);
    // Three chats read aloud at once would help nobody: only the seat one plays is announced.
    this.log.setAttribute("aria-live", taken ? "polite" : "off");
    this.empty.textContent = open ? words.empty : words.noGroup;
  }

  #current(message, day) {
    const print = day + JSON.stringify(message);
    const old = this.#shown.get(message.id);
    if (old?.print === print) return old.element;
    const element = this.#bubble(message, day);
    if (old) {
      const focused = old.element.contains(document.activeElement);
      old.element.replaceWith(element);
      if (focused) (element.querySelector(".keyboard button") ?? this.log).focus({ preventScroll: true });
    }
    this.#shown.set(message.id, { element, print });
    return element;
  }

  #bubble(message, day) {
    const item = make("li", { className: message.service ? "service" : message.from });
    if (day) item.append(make("p", { className: "day" }, day));
    if (message.service) {
      item.append(make("p", {}, message.text));
      return item;
    }
    const say = message.from === "bot" ? (text) => this.acts.say(this, text) : null; // only the bot offers commands
    const acts = { ...this.acts, say };
    const bubble = make("div", { className: "bubble" });
    const named = message.from === "other" || (message.from === "bot" && this.name === "group");
    if (named) bubble.append(make("p", { className: "name" }, message.name));
    if (message.document) bubble.append(this.#document(message.document));
    const text = formatted(message.text ?? "", message.entities, acts);
    if (text.length) bubble.append(make("div", { className: "text" }, ...text));
    const mark = message.edited ? `${this.words.edited} ` : "";
    bubble.append(make("p", { className: "at" }, mark, this.words.time(message.at)));
    item.append(bubble);
    if (message.buttons?.length) item.append(this.#keyboard(message, acts));
    return item;
  }

  #document({ name, url, photo, alt }) {
    if (photo) return this.#photo(url, alt);
    const picture = /\.(png|jpe?g|webp|svg)$/i.test(name);
    const inside = picture ? make("img", { src: url, alt: name, loading: "lazy" }) : name;
    const className = picture ? "picture" : "document";
    return make("a", { className, href: url, target: "_blank", title: this.words.opens }, inside);
  }

  #photo(url, alt) {
    const image = make("img", { src: url, alt, onload: () => this.#atEnd && this.toEnd() });
    const photo = make("button", { type: "button", className: "picture photo", title: this.words.enlarges }, image);
    photo.onclick = () => enlarge(url, alt, this.words.close);
    return photo;
  }

  #keyboard(message, acts) {
    const button = ({ label, data, url }) => {
      if (url) return link(url, label, acts);
      const key = make("button", { type: "button" }, label);
      key.onclick = async () => {
        key.setAttribute("aria-busy", "true");
        await this.acts.press(this, message.id, data);
        key.removeAttribute("aria-busy");
      };
      return key;
    };
    const rows = message.buttons.map((row) => make("div", { className: "row" }, ...row.map(button)));
    const keyboard = make("div", { className: "keyboard" }, ...rows);
    keyboard.setAttribute("role", "group");
    keyboard.setAttribute("aria-label", this.words.choices);
    return keyboard;
  }
}
