import { guard, type Scope } from "./workerguard";

guard(self as unknown as Scope);
