//! The rows of live data sets: where one is begun, its sample and what is kept of it.

use super::Row;

pub const ROUTES: &[Row] = &[
    // One runs at a time.
    (
        "POST /api/sessions/{session}/live/sample",
        [401, 404, 200, 409, 404, 404],
    ),
    (
        "POST /api/datasets/00000000-0000-4000-8000-000000000000/sample?rate=10&on=true",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "GET /session/{session}/live",
        [302, 404, 200, 200, 404, 404],
    ),
    // It has no columns; those who are let in are told so.
    (
        "POST /session/{session}/live name=wind",
        [401, 404, 400, 400, 404, 404],
    ),
    (
        "GET /session/{session}/data/00000000-0000-4000-8000-000000000000/rules",
        [302, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/data/00000000-0000-4000-8000-000000000000/rules of=silence",
        [401, 404, 404, 404, 404, 404],
    ),
    (
        "POST /session/{session}/data/00000000-0000-4000-8000-000000000000/keep unit=all",
        [401, 404, 404, 404, 404, 404],
    ),
];
