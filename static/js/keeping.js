/* Nothing that is typed gets lost: for every page of somebody who is logged in. The parts are modules that others use too,
   and a module is one only where all ask for it by the same name; so the page asks for this one alone. */

import "./session.js";
import "./logout.js";
import "./forms.js";
import "./form-state.js";
import "./form-offers.js";
import "./left-behind.js";
