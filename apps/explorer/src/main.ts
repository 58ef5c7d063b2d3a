import "./style/page.css";
import "./style/tokens.js";
import { define } from "@clipscope/charts";
import { registerIcons } from "./icons.js";
import "./app/clipscope-app.js";

registerIcons();
define();
