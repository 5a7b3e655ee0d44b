// What every page needs: partial updates, keys, rows as links, things that open and close, file places.
import "htmx.org";

import "./disclosure.js";
import "./files.js";
import "./keys.js";
import "./passkeys.js"; // before requests.js, which locks what it sees sent
import "./requests.js";
import "./rows.js";
import "./tabs.js";
