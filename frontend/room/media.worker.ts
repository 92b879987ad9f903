/** The worker that encrypts and decrypts every frame: livekit-client's, behind our guard. The order matters. */

import "./workerguard.install";
import "livekit-client/e2ee-worker";
