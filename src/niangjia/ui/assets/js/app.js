// What every page needs: partial updates, keys, rows as links, things that open and close, file places, drafts.
import "htmx.org";

import "./disclosure.js";
import "./drafts.js"; // before requests.js, which locks what it sees sent; place.js shows what it has put back
import "./files.js";
import "./keys.js";
import "./place.js";
import "./passkeys.js"; // before requests.js, which locks what it sees sent
import "./requests.js";
import "./rows.js";
import "./tabs.js";
