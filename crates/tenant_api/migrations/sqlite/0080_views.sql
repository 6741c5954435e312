-- Saved views of the queue. Whose organisation they belong to is the first column of the key.
CREATE TABLE saved_views (
  owner_id   TEXT NOT NULL REFERENCES organisations (organisation_id) ON DELETE CASCADE,
  view_id    TEXT NOT NULL UNIQUE,
  user_id    TEXT NOT NULL REFERENCES users (user_id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('mine', 'team')),
  -- wire::view::ViewFilter.
  filter     TEXT NOT NULL,
  sort       TEXT NOT NULL,
  -- The clients that the filter names: whoever does not see the queue of all of them does not see the view. A list of ids.
  about      TEXT NOT NULL,
  -- Those that the name, or what the filter looks for, tells of: whoever sees nothing of one does not see the view.
  said       TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (owner_id, view_id),
  -- By visibility: whoever renames another's view learns nothing of those that are that person's alone.
  UNIQUE (user_id, visibility, name)
) STRICT, WITHOUT ROWID;

-- What people have chosen for themselves, beside language and time zone, which stand with the person. NULL is the browser's
-- own, or ours.
CREATE TABLE preferences (
  user_id       TEXT PRIMARY KEY REFERENCES users (user_id) ON DELETE CASCADE,
  theme         TEXT,
  density       TEXT,
  single_keys   INTEGER CHECK (single_keys IN (0, 1)),
  default_view  TEXT REFERENCES saved_views (view_id) ON DELETE SET NULL,
  -- Lists of scopes, as their addresses begin.
  favourites    TEXT NOT NULL DEFAULT '[]',
  recents       TEXT NOT NULL DEFAULT '[]',
  -- A list of wire::preferences::QueueColumn.
  queue_columns TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX preferences_by_view ON preferences (default_view) WHERE default_view IS NOT NULL;
