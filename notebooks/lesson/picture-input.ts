import { define } from "@clipscope/charts";
import { changed, element } from "./dom.js";
import type { LookedAt } from "./look.js";

/** A picture that somebody has chosen: a built-in drawing, or their own as a file. */
export interface ChosenPicture {
  name: string;
  source: LookedAt;
}

export type PictureInput = HTMLElement & { value: ChosenPicture };

/**
 * Chooses a picture: one of some built-in drawings, a file, something pasted or dropped, a drawing made here, or the
 * camera. Its `value` is the choice. Nothing leaves the page; the camera is asked for only when its button is pressed,
 * and is off again after the picture.
 */
export function pictureInput(examples: readonly { name: string; key: string }[]): PictureInput {
  define();
  const made = element("div", { className: "picture-input stage" }) as unknown as PictureInput;
  const place = element("div", { className: "place" });
  const choose = (value: ChosenPicture) => {
    made.value = value;
    changed(made);
  };
  const own = (file: Blob, name: string) => choose({ name, source: file });
  const tabs = element("div", { className: "controls", role: "group", aria: { label: "Picture" } });
  const button = (title: string, open: () => void) => {
    const each = element("button", { type: "button", aria: { pressed: "false" } }, title);
    each.onclick = () => {
      for (const other of tabs.querySelectorAll("button"))
        other.setAttribute("aria-pressed", String(other === each));
      stop();
      place.replaceChildren();
      open();
    };
    return each;
  };
  let stop = () => {};
  tabs.append(
    ...examples.map(({ name, key }) => button(name, () => choose({ name, source: { key } }))),
    button("Draw", () => place.replaceChildren(drawingPad((file) => own(file, "your drawing")))),
    button("Camera", () => {
      stop = camera(place, (file) => own(file, "your camera’s picture"));
    }),
    button("Choose or paste", () => place.replaceChildren(fileField((file) => own(file, file.name)))),
  );
  tabs.querySelector("button")?.setAttribute("aria-pressed", "true");
  const take = (files: FileList | undefined, event: Event) => {
    const image = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!image) return;
    event.preventDefault();
    own(image, image.name || "the pasted picture");
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!made.isConnected) return document.removeEventListener("paste", onPaste);
    take(event.clipboardData?.files, event);
  };
  document.addEventListener("paste", onPaste);
  made.ondragover = (event) => event.preventDefault();
  made.ondrop = (event) => take(event.dataTransfer?.files, event);
  made.append(tabs, place);
  made.value = { name: examples[0].name, source: { key: examples[0].key } };
  return made;
}

function fileField(choose: (file: File) => void): HTMLElement {
  const field = element("input", { type: "file", accept: "image/*", aria: { label: "Picture file" } });
  field.onchange = (event) => {
    event.stopPropagation();
    const [file] = field.files ?? [];
    if (file) choose(file);
  };
  field.oninput = (event) => event.stopPropagation();
  return element("p", {}, field, " or paste a picture anywhere on this page, or drop it here.");
}

/** A white square to draw on. Calls `choose` with a PNG file after each stroke. */
function drawingPad(choose: (file: Blob) => void): HTMLElement {
  const pad = document.createElement("clip-sketch");
  pad.addEventListener("picture-change", ({ detail }) => detail && choose(detail));
  return pad;
}

/** The camera, which turns off once the picture is taken. Returns a function that turns it off. */
function camera(place: HTMLElement, choose: (file: Blob) => void): () => void {
  const made = document.createElement("clip-camera");
  made.addEventListener("picture", ({ detail }) => {
    choose(detail);
    made.stop();
  });
  place.replaceChildren(made);
  void made.start();
  return () => made.stop();
}
