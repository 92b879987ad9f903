/** Our presence with the server: coming in, standing, hearing what changes, agreeing on keys, writing, leaving. */

import { fromBase64Url, toBase64Url } from "./bytes";
import type { Kind, Message } from "./keys";
import type { KeyNews, KeySource, MediaKeys } from "./keysource";
import type { Card, ChatLine, EndHow, Peer, RoomState, Trouble } from "./model";
import { PairKeySource } from "./pairing";
import { plan } from "./plan";
import { type Answer, type LiveEvent, type Server, Stream } from "./server";
import { isOnlyOut } from "./state";
import type { Store } from "./store";

const HEARTBEAT = 15_000;

type Said = Readonly<Record<string, unknown>>;

export class Visiting {
  private readonly stream: Stream;
  private keys: KeySource | null = null;
  private beat: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly store: Store,
    private readonly server: Server,
    private readonly give: (keys: MediaKeys | null) => void,
  ) {
    this.stream = new Stream(
      store.state.facts.live,
      (event) => this.hear(event),
      (stream) => {
        store.dispatch({ type: "streamChanged", stream });
        if (stream === "open") void this.stand();
        else if (store.state.phase === "over") this.stream.close(); // asked again when the page is next looked at
      },
    );
    store.watch(() => this.reconcile());
  }

  begin(): void {
    if (this.store.state.phase !== "over") this.stream.open();
  }

  /** The network is back, or the page is seen again: nothing that was missed waits for the next turn. */
  wake(): void {
    if (this.store.state.phase === "over" && !isOnlyOut(this.store.state)) return;
    if (this.store.state.stream === "lost") this.stream.open();
    else void this.stand();
  }

  /** We stand at the door: whoever else is in the room sees why an earlier page of ours is silent. */
  knock(): void {
    if (this.store.state.phase !== "door") return;
    void this.server.post("at_door", {});
    setTimeout(() => this.knock(), HEARTBEAT);
  }

  /** Through the door: with the answers when they are asked for, else as one who is known. */
  async enter(): Promise<void> {
    const { state, dispatch } = this.store;
    const { form, asked } = state.door;
    const { consent } = state.facts.door;
    dispatch({ type: "entering" });
    const send = () =>
      asked
        ? this.server.post("door", {
            location: form.location,
            callback: form.callback,
            emergency_name: form.emergency_name,
            emergency_phone: form.emergency_phone,
            alone: form.alone === true,
            who_else: form.alone === false ? form.who_else : "",
            headphones: form.headphones,
            consent_version: form.consent ? (consent?.version ?? "") : "",
          })
        : this.server.post("enter", {});
    const answer = await this.server.insist(send);
    if (answer.kind === "ok") {
      const body = answer.body as { connection: string; state: "waiting" | "admitted" };
      this.startKeys(body.connection);
      dispatch({ type: "entered", connection: body.connection, place: body.state });
      await Promise.all([this.stand(), this.loadChat()]);
      return;
    }
    this.refuse(answer);
  }

  /** Asks the server where both stand, and takes what the other side has said so far. */
  async stand(): Promise<void> {
    const { connection } = this.store.state;
    if (!connection) return;
    const answer = await this.server.get("state", { connection });
    if (answer.kind === "signedOut") this.store.dispatch({ type: "signedOut" });
    if (answer.kind !== "ok" || connection !== this.store.state.connection) return;
    const body = answer.body as {
      session: string;
      how?: string;
      me: { state: RoomState["peer"]["state"] | "replaced" };
      other: Peer;
      keys: readonly Said[];
    };
    this.store.dispatch({
      type: "stood",
      standing: {
        session: body.session === "open" || body.session === "live" ? body.session : "ended",
        how: asHow(body.how),
        mine: body.me.state,
        peer: asPeer(body.other),
      },
    });
    this.keys?.take(body.keys.flatMap(asMessage));
  }

  async admit(): Promise<void> {
    const { peer } = this.store.state;
    if (!peer.connection) return;
    this.store.dispatch({ type: "admitting", on: true });
    const answer = await this.server.insist(() => this.server.post("admit", { connection: peer.connection }));
    if (answer.kind === "ok") {
      const { callback } = answer.body as { callback: string };
      this.store.dispatch({ type: "callbackLearnt", phone: callback });
      return;
    }
    this.store.dispatch({ type: "admitting", on: false });
    await this.stand();
  }

  async write(text: string): Promise<boolean> {
    this.store.dispatch({ type: "chatSending", sending: true, failed: false });
    const answer = await this.server.post("chat", { text });
    this.store.dispatch({ type: "chatSending", sending: false, failed: answer.kind !== "ok" });
    if (answer.kind === "ok") await this.loadChat();
    return answer.kind === "ok";
  }

  async loadCard(): Promise<void> {
    this.store.dispatch({ type: "cardChanged", card: "loading" });
    const answer = await this.server.get("card");
    this.store.dispatch({ type: "cardChanged", card: answer.kind === "ok" ? (answer.body as Card) : "failed" });
  }

  async tellTrouble(what: Trouble): Promise<void> {
    const { connection } = this.store.state;
    this.store.dispatch({ type: "troubleTold", whose: "mine", what });
    await this.server.insist(() => this.server.post("trouble", { connection, what }));
  }

  /** Media stop at once; the server is told afterwards, of the trouble first when there was some. */
  async leave(trouble: Trouble | null = null): Promise<void> {
    const { connection } = this.store.state;
    this.store.dispatch({ type: "left" });
    if (trouble) await this.server.insist(() => this.server.post("trouble", { connection, what: trouble }));
    await this.server.insist(() => this.server.post("leave", { connection }));
  }

  async end(how: EndHow): Promise<void> {
    const answer = await this.server.insist(() => this.server.post("end", { how }));
    if (answer.kind === "ok") this.store.dispatch({ type: "ended", how });
    else await this.stand();
  }

  async remove(): Promise<void> {
    const { peer } = this.store.state;
    await this.server.insist(() => this.server.post("remove", { connection: peer.connection }));
    await this.stand();
  }

  private hear({ name, data }: LiveEvent): void {
    const { facts } = this.store.state;
    const { dispatch } = this.store;
    if (name === "reset") {
      void this.stand();
      return;
    }
    if (data.session !== facts.session.id) return;
    const connection = String(data.connection ?? "");
    switch (name) {
      case "session.waiting":
        if (data.person === facts.other.person)
          dispatch({ type: "peerChanged", peer: { connection, state: "waiting", away: false } });
        return;
      case "session.admitted":
        if (connection === this.store.state.connection) dispatch({ type: "admitted", connection });
        else if (connection === this.store.state.peer.connection)
          dispatch({ type: "peerChanged", peer: { connection, state: "admitted", away: false } });
        return;
      case "session.peer":
        if (data.person === facts.other.person) dispatch({ type: "peerChanged", peer: asPeer(data) });
        return;
      case "session.at_door":
        if (data.person === facts.other.person) dispatch({ type: "knocked", connection });
        return;
      case "session.key":
        this.keys?.take(asMessage(data));
        return;
      case "session.chat":
        if (this.store.state.phase !== "over") void this.loadChat();
        return;
      case "session.replaced":
        dispatch({ type: "replaced", connection });
        return;
      case "session.removed":
        dispatch({ type: "removed", connection });
        return;
      case "session.ended":
        dispatch({ type: "ended", how: asHow(data.how) });
        return;
      case "session.trouble":
        if (data.person === facts.other.person)
          dispatch({ type: "troubleTold", whose: "theirs", what: String(data.what) as Trouble });
    }
  }

  private async loadChat(): Promise<void> {
    const answer = await this.server.insist(() => this.server.get("chat"));
    if (answer.kind === "ok") this.store.dispatch({ type: "chatLoaded", lines: answer.body as ChatLine[] });
  }

  private refuse(answer: Answer): void {
    const { words } = this.store.state.facts;
    if (answer.kind === "signedOut") this.store.dispatch({ type: "signedOut" });
    else if (answer.kind === "conflict" && answer.problem === "removed")
      this.store.dispatch({ type: "removed", connection: this.store.state.connection ?? "" });
    else if (answer.kind === "conflict" && answer.problem === "ended")
      this.store.dispatch({ type: "ended", how: "ended" });
    else if (answer.kind === "conflict" && /^(door_first|consent_outdated)$/.test(answer.problem)) location.reload();
    else
      this.store.dispatch({
        type: "doorRefused",
        errors: answer.kind === "invalid" ? answer.errors : {},
        problem: answer.kind === "conflict" ? answer.message : answer.kind === "invalid" ? "" : words.enter_failed,
      });
  }

  private startKeys(connection: string): void {
    const { facts } = this.store.state;
    this.keys?.stop();
    this.give(null);
    const source = new PairKeySource({
      session: facts.session.id,
      connection,
      part: facts.me.part,
      send: async ({ from, to, kind, body }) => {
        const answer = await this.server.insist(() =>
          this.server.post("keys", { from, to, kind, body: toBase64Url(body) }),
        );
        return answer.kind === "ok";
      },
      tell: (news) => source === this.keys && this.learn(news),
    });
    this.keys = source;
  }

  private learn(news: KeyNews): void {
    if (news.kind === "ready") this.give(news.keys);
    this.store.dispatch({
      type: "keysChanged",
      keys: {
        status: news.kind,
        why: news.kind === "refused" ? news.why : null,
        words: news.kind === "ready" ? news.words : [],
      },
    });
  }

  private reconcile(): void {
    const { state } = this.store;
    if (plan(state).present) {
      this.keys?.meet(state.peer.state === "waiting" || state.peer.state === "admitted" ? state.peer.connection : null);
      this.beat ??= setInterval(() => void this.pulse(), HEARTBEAT);
    } else {
      clearInterval(this.beat);
      this.beat = undefined;
    }
    if (state.phase === "over") {
      this.keys?.stop();
      this.keys = null;
      if (!isOnlyOut(state)) this.stream.close();
    }
  }

  private async pulse(): Promise<void> {
    const { connection } = this.store.state;
    const answer = await this.server.post("heartbeat", { connection });
    if (answer.kind === "signedOut") this.store.dispatch({ type: "signedOut" });
    else if (answer.kind !== "unreachable") await this.stand();
  }
}

function asHow(how: unknown): EndHow {
  return how === "technical_failure" || how === "no_show" ? how : "ended";
}

function asPeer(data: Said | Peer): Peer {
  return {
    connection: typeof data.connection === "string" && data.connection ? data.connection : null,
    state: (data.state ?? null) as Peer["state"],
    away: data.away === true,
  };
}

function asMessage(data: Said): Message[] {
  const body = fromBase64Url(String(data.body));
  const kind = data.kind;
  if (!body || (kind !== "commit" && kind !== "reveal")) return [];
  return [{ from: String(data.from), to: String(data.to), kind: kind satisfies Kind, body }];
}
