import { ClipscopeError } from "@clipscope/types";
import { tf } from "./tf.js";

// A browser can take a GPU away at any time: its driver crashed or was updated, the machine slept, another page
// used up its memory. tfjs does not report it: on WebGL it may wait forever for a result.

/** A GPU device used by a tfjs backend. */
export interface Device {
  /**
   * The reason for the loss of the device, or undefined while it works; an error may reveal the loss before
   * the event arrives.
   */
  loss(error?: unknown): string | undefined;
  /** Resolves when the loss is reported, possibly after the errors that it causes. */
  news: Promise<unknown>;
  /** Called when the device is lost. */
  interrupts: Set<() => void>;
}

/** Internal fields of tfjs's GPU backends. */
interface Insides {
  /** Field of the webgl backend. */
  gpgpu?: { gl: WebGL2RenderingContext; itemsToPoll: unknown[] };
  /** Field of the webgpu backend. */
  device?: { lost: Promise<{ message?: string }> };
}

const devices = new Map<string, Device>();

/** The device of a started backend; undefined for wasm and cpu. */
export const deviceOf = (backend: string): Device | undefined => devices.get(backend);

/** Watches the current backend's device. */
export function watchDevice(): void {
  const name = tf.getBackend();
  const { gpgpu, device } = tf.backend() as unknown as Insides;
  if (devices.has(name)) return;
  if (gpgpu) devices.set(name, webglDevice(gpgpu));
  else if (device) devices.set(name, webgpuDevice(device));
}

function webglDevice(gpgpu: NonNullable<Insides["gpgpu"]>): Device {
  const { gl } = gpgpu;
  const interrupts = new Set<() => void>();
  let lost = false; // stays lost if the browser restores the context, since its contents are gone
  const news = new Promise<void>((resolve) => {
    gl.canvas.addEventListener("webglcontextlost", () => {
      lost = true;
      gpgpu.itemsToPoll = []; // tfjs would poll the context forever
      resolve();
      for (const interrupt of interrupts) interrupt();
    });
  });
  const loss = () => (lost || gl.isContextLost() ? "its WebGL context was lost" : undefined);
  return { loss, news, interrupts };
}

function webgpuDevice({ lost }: NonNullable<Insides["device"]>): Device {
  const interrupts = new Set<() => void>();
  let known: string | undefined;
  const news = lost.then(({ message }) => {
    known = `its WebGPU device was lost${message ? `: ${message}` : ""}`;
    for (const interrupt of interrupts) interrupt();
  });
  const loss = (error?: unknown) => {
    // of a pending read; tfjs itself aborts none
    if (error instanceof DOMException && error.name === "AbortError") known ??= "its WebGPU device was lost";
    return known;
  };
  return { loss, news, interrupts };
}

/** Throws `device-lost` if the device has been lost. */
export function checkDevice(backend: string, device: Device | undefined, cause?: unknown): void {
  const loss = device?.loss(cause);
  if (!loss) return;
  throw new ClipscopeError(
    "device-lost",
    `The GPU was lost (${backend}: ${loss}), and the model with it; earlier results remain valid. Load the model again, which uses the GPU if it is available again and wasm otherwise. Pass backend: "wasm" to avoid the GPU.`,
    { cause },
  );
}

/**
 * Runs a job on the current backend. Throws `device-lost` as soon as its device is lost, whatever tfjs does.
 */
export async function onDevice<T>(job: () => Promise<T>): Promise<T> {
  const backend = tf.getBackend();
  const device = devices.get(backend);
  if (!device) return job();
  checkDevice(backend, device);
  let interrupt = () => {};
  try {
    const result = await new Promise<T>((resolve, reject) => {
      interrupt = () => reject(new Error("interrupted"));
      device.interrupts.add(interrupt);
      job().then(resolve, reject);
    });
    checkDevice(backend, device);
    return result;
  } catch (cause) {
    if (cause instanceof ClipscopeError) throw cause;
    checkDevice(backend, device, cause);
    await Promise.race([device.news, new Promise((resolve) => setTimeout(resolve, 1000))]);
    checkDevice(backend, device, cause);
    throw cause;
  } finally {
    device.interrupts.delete(interrupt);
  }
}

/** Removes a backend with a lost device from tfjs, so that it can be restarted. */
export function forgetLostDevice(backend: string): void {
  const factory = tf.findBackendFactory(backend);
  if (!devices.get(backend)?.loss() || !factory) return;
  tf.removeBackend(backend);
  tf.registerBackend(backend, factory);
  devices.delete(backend);
}
