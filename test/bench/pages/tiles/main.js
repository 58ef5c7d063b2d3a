const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });

function ask(message) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

globalThis.openPicked = () => {
  const files = [...document.querySelector("#folder").files];
  return ask({ open: files.map((file) => ({ path: file.webkitRelativePath, file })) });
};
globalThis.tiles = (way) => ask({ way });
