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
  const made = element("div", { className: "picture-input stage" }) as unknown as PictureInput;
  const place = element("div", { className: "place" });
  const problem = element("p", { className: "problem", role: "alert", hidden: true });
  const choose = (value: ChosenPicture) => {
    made.value = value;
    problem.hidden = true;
    changed(made);
  };
  const say = (words: string) => {
    problem.textContent = words;
    problem.hidden = false;
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
      stop = camera(place, (file) => own(file, "your camera’s picture"), say);
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
  made.append(tabs, place, problem);
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

const PAD = 256;
const INKS = ["#1a1b1d", "#d32f2f", "#f2a900", "#2e7d32", "#1565c0", "#8e5a2b"];

/** A white square to draw on. Calls `choose` with a PNG after each stroke. */
function drawingPad(choose: (file: Blob) => void): HTMLElement {
  const canvas = element("canvas", { width: PAD, height: PAD, className: "picture pad" });
  canvas.setAttribute("aria-label", "Drawing, with the pointer");
  canvas.setAttribute("role", "img");
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const clear = () => {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, PAD, PAD);
  };
  clear();
  Object.assign(context, { lineWidth: 10, lineCap: "round", lineJoin: "round", strokeStyle: INKS[0] });
  const at = (event: PointerEvent): [number, number] => {
    const { left, top, width } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * PAD) / width, ((event.clientY - top) * PAD) / width];
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    context.beginPath();
    context.moveTo(...at(event));
    context.lineTo(...at(event));
    context.stroke();
  };
  canvas.onpointermove = (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    context.lineTo(...at(event));
    context.stroke();
  };
  const done = () => canvas.toBlob((file) => file && choose(file));
  canvas.onpointerup = done;
  const inks = INKS.map((color) => {
    const ink = element("button", { type: "button", className: "ink", aria: { label: `Color ${color}` } });
    ink.style.background = color;
    ink.onclick = () => {
      context.strokeStyle = color;
    };
    return ink;
  });
  const wipe = element("button", { type: "button" }, "Clear");
  wipe.onclick = () => {
    clear();
    done();
  };
  return element("div", {}, canvas, element("div", { className: "controls" }, ...inks, wipe));
}

/** The camera's picture, to be taken with a button. Gives a function that turns it off. */
function camera(
  place: HTMLElement,
  choose: (file: Blob) => void,
  say: (problem: string) => void,
): () => void {
  let stream: MediaStream | undefined;
  let over = false;
  const stop = () => {
    over = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const video = element("video", { autoplay: true, muted: true, playsInline: true, className: "picture" });
  const take = element("button", { type: "button", className: "main" }, "Take the picture");
  take.onclick = () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    const canvas = element("canvas", { width: PAD, height: PAD });
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    canvas.getContext("2d")?.drawImage(video, left, top, side, side, 0, 0, PAD, PAD);
    canvas.toBlob((file) => file && choose(file));
  };
  const start = async () => {
    // Browsers offer no camera at all to pages over plain http.
    if (!navigator.mediaDevices)
      return say(
        "The camera can be used only on a page over https or from localhost: draw something, or choose a file.",
      );
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    } catch (error) {
      say(`The camera can’t be used (${(error as Error).message}): draw something, or choose a file.`);
      return;
    }
    if (over) return stop();
    video.srcObject = stream;
    place.replaceChildren(video, element("div", { className: "controls" }, take));
  };
  void start();
  return stop;
}
