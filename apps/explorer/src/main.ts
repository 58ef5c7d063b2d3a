import "./style/page.css";
import "./style/tokens.js";
import { define } from "@clipscope/charts";
import { ClipscopeApp } from "./app/clipscope-app.js";
import { withLanguage } from "./app/language.js";
import { registerService } from "./app/service.js";
import { registerIcons } from "./icons.js";

registerService();
registerIcons();
define();
withLanguage(() => customElements.define("clipscope-app", ClipscopeApp));
