import { registerIconLibrary } from "@awesome.me/webawesome/dist/components/icon/library.js";

/** The explorer's icons, drawn on a 24-unit grid with a 2-unit line. Bundled, so nothing is fetched. */
const paths: Record<string, string> = {
  box: '<path d="M4 4h4M12 4h1M17 4h3v3M20 11v2M20 17v3h-3M13 20h-2M7 20H4v-3M4 13v-2"/>',
  camera: '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4V8Z"/><circle cx="12" cy="13" r="3.5"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  "chevron-down": '<path d="m6 9 6 6 6-6"/>',
  close: '<path d="M6 6l12 12M18 6 6 18"/>',
  choose: '<path d="M4 4h4M12 4h1M17 4h3v3M4 12v1M4 17v3h4M20 11v1"/><path d="m12 15.5 3 3 6-6"/>',
  compare:
    '<circle cx="7" cy="8" r="3.5"/><circle cx="17" cy="16" r="3.5"/><path d="m10 11 4 3M14 10.500V14h-3.500"/>',
  dice: '<rect x="4" y="4" width="16" height="16" rx="3"/><path d="M9 9h.01M15 9h.01M12 12h.01M9 15h.01M15 15h.01"/>',
  download: '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>',
  fit: '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
  image:
    '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="m4 16 4.5-4.5 3.5 3.5 3-3 5 5"/><path d="M15 9h.01"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8h.01"/>',
  lasso:
    '<path d="M12 4c-5 0-8.5 2.6-8.5 6s3.5 6 8.5 6 8.5-2.6 8.5-6S17 4 12 4Z"/><path d="M8 15.5c-2 .8-2.5 2.5-1 3.5 1.8 1.2 3.5-.5 2.5-2.8"/>',
  layers:
    '<path d="m12 4 8.5 4.500L12 13 3.500 8.500Z"/><path d="m4 12.500 8 4.200 8-4.200M4 16.300l8 4.200 8-4.200"/>',
  lesson:
    '<path d="M12 6.5C10 5 7 4.5 4 4.5V18c3 0 6 .5 8 2 2-1.5 5-2 8-2V4.5c-3 0-6 .5-8 2Z"/><path d="M12 6.5V20"/>',
  merge: '<path d="M5 5v3c0 3 7 3 7 6v6M19 5v3c0 3-7 3-7 6"/><path d="m9.5 17.5 2.5 2.5 2.5-2.5"/>',
  minus: '<path d="M5 12h14"/>',
  moon: '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"/>',
  move: '<path d="M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5"/>',
  "panel-left": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M10 5v14"/>',
  "panel-right": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M14 5v14"/>',
  pen: '<path d="m5 19 1-4L16 5l3 3L9 18l-4 1Z"/><path d="m13.5 7.5 3 3"/>',
  pin: '<path d="M9 4h6l-1 6 3 3v1H7v-1l3-3-1-6ZM12 14v6"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  redo: '<path d="m16 5 4 4-4 4"/><path d="M20 9H10a5.5 5.5 0 0 0 0 11h3"/>',
  search: '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
  sliders:
    '<path d="M4 8h8M18 8h2M4 16h2M12 16h8"/><circle cx="15" cy="8" r="2.5"/><circle cx="9" cy="16" r="2.5"/>',
  sun: '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.400M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
  system: '<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16Z" fill="currentColor"/>',
  table: '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M4 10h16M4 14.5h16M10 10v9"/>',
  tree: '<path d="M5 4v13a2 2 0 0 0 2 2h4M5 10h6"/><path d="M14 8h6v4h-6zM14 17h6v4h-6z"/>',
  undo: '<path d="M8 5 4 9l4 4"/><path d="M4 9h10a5.5 5.5 0 0 1 0 11h-3"/>',
  upload: '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M5 20h14"/>',
};

/** Replaces Web Awesome's default icon library, which loads from a CDN, by the bundled one. */
export function registerIcons(): void {
  registerIconLibrary("default", {
    resolver: (name) => {
      const body = paths[name] ?? paths.info;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</svg>`;
      return `data:image/svg+xml,${encodeURIComponent(svg)}`;
    },
  });
}
