/** Pages where somebody signs in or changes how: passkeys, and a look at the password being typed. */

import { offerPasskeys } from "./passkeys";
import { offerToShow } from "./passwords";

offerPasskeys(document);
offerToShow(document);
