import "./style/page.css";
import { registerIcons } from "./icons.js";
import "./views/clipscope-app.js";

registerIcons();
