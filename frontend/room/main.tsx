/** The session page: door, waiting room and room in one document, since phones ask for the camera on every load. */

import "./look.css";
import { render } from "preact";
import { csrfToken, readBootstrap } from "./bootstrap";
import { App } from "./components/app";
import { Conductor } from "./conductor";

const root = document.getElementById("room-root");
if (!root) throw new Error("the page has no place for the room");

const conductor = new Conductor(readBootstrap(document), csrfToken(document));
const { store, acts } = conductor;

function draw(): void {
  if (!root) return;
  const { state, tracks } = store;
  // For tests and benchmarks: what phase it is, and how the connections are. Nothing of it can be written back.
  Object.assign(root.dataset, {
    phase: state.phase,
    part: state.facts.me.part,
    connection: state.media.status,
    keys: state.keys.status,
    peer: state.peer.state ?? "none",
    stream: state.stream,
    camera: state.camera.status,
    microphone: state.microphone.status,
    blur: state.blur,
    quiet: state.quiet,
  });
  render(<App room={{ state, tracks, acts }} />, root);
}

let drawing = false;
store.watch(() => {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    draw();
  });
});

conductor.begin();
draw();
