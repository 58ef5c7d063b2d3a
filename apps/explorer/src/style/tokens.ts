import { tokensCss } from "@clipscope/charts";

/** Style sheet of the page's custom properties, the same as those of the charts. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(tokensCss());
document.adoptedStyleSheets.push(sheet);
