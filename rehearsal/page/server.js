// The page's telephone: every request to the rehearsal server. Knows nothing of what is shown.

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function answer(response) {
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.headers.get("content-type")?.includes("json") ? response.json() : null;
}

/** Ask for `path`, for instance "seats" or "chat?user=1&chat=2". */
export const get = async (path) => answer(await fetch(`/rehearsal/${path}`, { cache: "no-store" }));

export const post = async (path, body) =>
  answer(await fetch(`/rehearsal/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }));

/** Call `onEvent` for what happens, and `onLine` with whether the line is open; it redials by itself. */
export function listen(onEvent, onLine) {
  const source = new EventSource("/rehearsal/events");
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  source.onopen = () => onLine(true);
  source.onerror = () => onLine(false);
}

/** A function that runs `work` when called, never twice together nor sooner than `rest` ms after the last. */
export function gently(work, rest) {
  let wanted = false;
  let busy = false;
  return async () => {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      // A failed look is no disaster: the line's state is shown, and the next event looks again.
      await work().catch((problem) => console.warn(problem));
      await pause(rest);
    }
    busy = false;
  };
}
