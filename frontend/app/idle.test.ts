import { beforeEach, describe, expect, it, vi } from "vitest";
import { Idle } from "./idle";

const MINUTE = 60_000;

describe("the idle lock", () => {
  let now = 0;
  const told = { tell: vi.fn(), warn: vi.fn(), unwarn: vi.fn(), lock: vi.fn() };
  let idle: Idle;
  const pass = (minutes: number) => {
    now += minutes * MINUTE;
    idle.tick();
  };

  beforeEach(() => {
    now = 0;
    for (const mock of Object.values(told)) mock.mockReset();
    idle = new Idle({ now: () => now }, { lasting: 15 * MINUTE, warning: 2 * MINUTE, telling: MINUTE, ...told });
  });

  it("asks once, two minutes before", () => {
    pass(12.9);
    expect(told.warn).not.toHaveBeenCalled();
    pass(0.1);
    pass(0.5);
    expect(told.warn).toHaveBeenCalledOnce();
    expect(told.lock).not.toHaveBeenCalled();
  });

  it("locks after 15 minutes, once", () => {
    pass(15);
    pass(1);
    expect(told.lock).toHaveBeenCalledOnce();
  });

  it("tells the server of a typing person at most once a minute", () => {
    for (let second = 0; second < 130; second += 1) {
      now += 1000;
      idle.alive();
    }
    expect(told.tell).toHaveBeenCalledTimes(2);
  });

  it("takes the question back when somebody is there after all, and tells the server", () => {
    pass(14);
    idle.alive();
    expect(told.unwarn).toHaveBeenCalledOnce();
    expect(told.tell).toHaveBeenCalledOnce();
    pass(12);
    expect(told.lock).not.toHaveBeenCalled();
  });

  it("does not lock here while the same person works in another window", () => {
    pass(14);
    idle.aliveElsewhere(now);
    expect(told.unwarn).toHaveBeenCalledOnce();
    pass(12);
    expect(told.lock).not.toHaveBeenCalled();
  });

  it("locks at the first touch after the machine slept through it", () => {
    now += 60 * MINUTE;
    idle.alive();
    expect(told.lock).toHaveBeenCalledOnce();
    expect(told.tell).not.toHaveBeenCalled();
  });
});
