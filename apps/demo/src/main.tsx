import { options, render } from "preact";
import { App } from "./shell/app.js";
import { keepForOffline } from "./shell/offline.js";
import { keepStrayFilesOut } from "./shell/stray-files.js";
import { followTheme } from "./shell/theme.js";
import { allowOwnScripts } from "./shell/trusted-types.js";

// What has changed is rendered in a task of its own, not in that of the input or the message which changed it.
const { port1: turn, port2: next } = new MessageChannel();
options.debounceRendering = (render) => {
  turn.onmessage = render;
  next.postMessage(undefined);
};
allowOwnScripts();
followTheme();
keepStrayFilesOut();
const place = document.getElementById("app");
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
void keepForOffline();
