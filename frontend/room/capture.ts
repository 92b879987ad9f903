/** Camera, microphone and screen of this machine: asking, choosing, losing, giving back. The browser's side only. */

import type { Device, DeviceKind, DeviceStatus, Devices } from "./model";

export type Got =
  | { readonly status: "on"; readonly track: MediaStreamTrack }
  | { readonly status: Exclude<DeviceStatus, "on" | "off" | "asking"> };

const WANTED: Record<"camera" | "microphone", MediaTrackConstraints> = {
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 }, facingMode: "user" },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

/** `https`, or this machine itself: elsewhere browsers hide cameras and keys altogether. */
export function isPossible(): boolean {
  return window.isSecureContext && navigator.mediaDevices !== undefined;
}

/** What an error of getUserMedia means to a person (names: W3C Media Capture and Streams, 10.2). */
export function statusOf(error: unknown): Exclude<DeviceStatus, "on" | "off" | "asking"> {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "absent";
}

export async function openDevice(kind: "camera" | "microphone", chosen: string): Promise<Got> {
  if (!isPossible()) return { status: "refused" };
  const constraints: MediaTrackConstraints = { ...WANTED[kind], ...(chosen ? { deviceId: { exact: chosen } } : {}) };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      kind === "camera" ? { video: constraints } : { audio: constraints },
    );
    const track = stream.getTracks()[0];
    return track ? { status: "on", track } : { status: "absent" };
  } catch (error) {
    // The remembered device is not there today: any other is better than none.
    if (chosen && error instanceof DOMException && /OverconstrainedError|NotFoundError/.test(error.name))
      return openDevice(kind, "");
    return { status: statusOf(error) };
  }
}

/** Both in one question, so that the browser asks once; then each alone, to learn which one is missing. */
export async function openBoth(chosen: Devices["chosen"]): Promise<{ readonly camera: Got; readonly microphone: Got }> {
  if (isPossible()) {
    const exact = (id: string) => (id ? { deviceId: { exact: id } } : {});
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { ...WANTED.camera, ...exact(chosen.camera) },
        audio: { ...WANTED.microphone, ...exact(chosen.microphone) },
      });
      const [camera, microphone] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
      if (camera && microphone)
        return { camera: { status: "on", track: camera }, microphone: { status: "on", track: microphone } };
    } catch {
      // told apart below
    }
  }
  return {
    microphone: await openDevice("microphone", chosen.microphone),
    camera: await openDevice("camera", chosen.camera),
  };
}

/** Null when the person thought better of it. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 15 } },
      audio: false,
    });
    return stream.getVideoTracks()[0] ?? null;
  } catch {
    return null;
  }
}

export const canShareScreen = (): boolean => typeof navigator.mediaDevices?.getDisplayMedia === "function";

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};

/** What there is to choose from; names come only once a device was allowed. */
export async function findDevices(): Promise<Devices["found"]> {
  const found: Record<DeviceKind, Device[]> = { camera: [], microphone: [], speaker: [] };
  if (!isPossible()) return found;
  for (const device of await navigator.mediaDevices.enumerateDevices()) {
    if (!device.deviceId || device.deviceId === "default" || device.deviceId === "communications") continue;
    const list = found[KINDS[device.kind]];
    list.push({ id: device.deviceId, label: device.label || `${list.length + 1}` });
  }
  return found;
}
