import { render } from "preact";
import { App } from "./shell/app.js";
import { keepForOffline } from "./shell/offline.js";
import { keepStrayFilesOut } from "./shell/stray-files.js";
import { followTheme } from "./shell/theme.js";
import { allowOwnScripts } from "./shell/trusted-types.js";

allowOwnScripts();
followTheme();
keepStrayFilesOut();
const place = document.getElementById("app");
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
void keepForOffline();
