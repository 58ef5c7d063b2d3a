import { tokensCss } from "@clipscope/charts";

/** The page's custom properties are those of the charts. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(tokensCss());
document.adoptedStyleSheets.push(sheet);
