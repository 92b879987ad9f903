// The anchor of `bench join`: livekit-client with its own shared-key encryption and nothing of ours around it.
// The camera is open before the clock starts; the clock runs from connect() to the first decoded remote frame.

let camera;
let room;

async function prepare() {
  const { ExternalE2EEKeyProvider, Room, createLocalVideoTrack, VideoPresets } = LivekitClient;
  camera ??= await createLocalVideoTrack({ resolution: VideoPresets.h360.resolution });
  const keyProvider = new ExternalE2EEKeyProvider();
  await keyProvider.setKey("the same words on both sides");
  room = new Room({
    encryption: { keyProvider, worker: new Worker("livekit-client.e2ee.worker.js") },
    videoCaptureDefaults: { resolution: VideoPresets.h360.resolution },
  });
  await room.setE2EEEnabled(true);
}

function firstFrame() {
  const video = document.querySelector("#other");
  return new Promise((resolve) => {
    room.on(LivekitClient.RoomEvent.TrackSubscribed, (track) => {
      if (track.kind !== "video") return;
      track.attach(video);
      video.requestVideoFrameCallback((now) => resolve(now));
    });
  });
}

window.stay = async (url, token) => {
  await prepare();
  await room.connect(url, token);
  await room.localParticipant.publishTrack(camera);
};

window.join = async (url, token) => {
  await prepare();
  const frame = firstFrame();
  const begun = performance.now();
  const connected = room.connect(url, token).then(() => room.localParticipant.publishTrack(camera));
  const seconds = ((await frame) - begun) / 1000;
  await connected;
  await room.disconnect(false);
  return seconds;
};

window.leave = () => room.disconnect(false);
