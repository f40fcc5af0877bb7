// Page elements: a new one, a list patched, a message's text with its entities.
// Never from HTML: what people write stays text.

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", spoiler: "span",
  code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const BLOCKS = new Set(["blockquote", "pre"]);
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g;

/** A new element: `make("p", { className: "note" }, "text", otherElement)`. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Replace a list's entries only where they changed: a reader's keyboard focus and scroll place survive. */
export function redraw(list, entries) {
  entries.forEach((entry, index) => {
    const old = list.children[index];
    if (!old) list.append(entry);
    else if (old.outerHTML !== entry.outerHTML) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(entry);
      if (focused) (entry.querySelector("button") ?? entry).focus();
    }
  });
  while (list.children.length > entries.length) list.lastElementChild.remove();
}

/**
 * The text as nodes. Offsets count UTF-16 units, as JavaScript does.
 * `acts`: `open(url)` and `openHint()` for an invitation, `say(text)` (or null) for a command.
 */
export function formatted(text, entities, acts) {
  const drawn = ({ type }) => TAGS[type] || type === "text_link" || (type === "bot_command" && acts.say);
  const known = (entities ?? []).filter(drawn);
  known.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return stretch(text, 0, text.length, known, acts);
}

function stretch(text, from, to, entities, acts) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at) continue; // it lay inside the one before, and was drawn there
    nodes.push(...withLinks(text.slice(at, entity.offset), acts));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    const inside = () => stretch(text, entity.offset, end, inner, acts);
    nodes.push(dressed(entity, text.slice(entity.offset, end), inside, acts));
    // A block ends its own line; the line end written after it would show as an empty line.
    at = BLOCKS.has(TAGS[entity.type]) && text[end] === "\n" ? end + 1 : end;
  }
  nodes.push(...withLinks(text.slice(at, to), acts));
  return nodes;
}

function dressed(entity, text, inside, acts) {
  if (entity.type === "text_link") return link(entity.url, text, acts);
  if (entity.type === "bot_command") {
    return make("button", { type: "button", className: "command", onclick: () => acts.say(text) }, text);
  }
  return make(TAGS[entity.type], { className: entity.type }, ...inside());
}

function withLinks(text, acts) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    nodes.push(text.slice(at, found.index), link(found[0], found[0], acts));
    at = found.index + found[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

/** A link, or plain text where the address is none a browser may open. */
export function link(url, text, acts) {
  if (!/^https?:\/\//i.test(url ?? "")) return document.createTextNode(text);
  const anchor = make("a", { href: url, rel: "noreferrer", target: "_blank" }, text);
  if (/^https?:\/\/t\.me\/[^?]+\?start=/i.test(url)) {
    // An invitation is not a web address here: it opens the bot's chat for the party in the middle.
    anchor.title = acts.openHint();
    anchor.onclick = (click) => {
      click.preventDefault();
      acts.open(url);
    };
  }
  return anchor;
}
