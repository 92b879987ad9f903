/** Whether this browser can keep a session private from end to end. Without it there is no session, never one in clear. */

/** Encrypted media (Chrome 86, Firefox 117, Safari 15.4) and X25519 in WebCrypto (Chrome 133, Firefox 130, Safari 17). */
export async function canKeepPrivate(): Promise<boolean> {
  const frames =
    typeof RTCRtpSender !== "undefined" &&
    ("RTCRtpScriptTransform" in window || "createEncodedStreams" in RTCRtpSender.prototype);
  if (!frames || !window.isSecureContext) return false;
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    return true;
  } catch {
    return false;
  }
}
