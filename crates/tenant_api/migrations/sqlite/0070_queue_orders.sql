-- The orders of the queue over all clients at once, for whoever sees most of them; one client's are in 0001.
CREATE INDEX incidents_in_breach ON incidents (breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_in_priority ON incidents (priority, created_at);
CREATE INDEX incidents_in_severity ON incidents (severity, created_at);
CREATE INDEX incidents_in_created ON incidents (created_at);
CREATE INDEX incidents_in_updated ON incidents (updated_at);
CREATE INDEX incidents_in_clients ON incidents (client_id, number DESC);
-- What has no running clock comes client by client.
CREATE INDEX incidents_waiting_new ON incidents (client_id, number, status, attention_at) WHERE breach_at IS NULL AND status = 1;
CREATE INDEX incidents_waiting ON incidents (client_id, number, status, attention_at) WHERE breach_at IS NULL AND status IN (2, 3);
CREATE INDEX incidents_done ON incidents (client_id, number, status) WHERE breach_at IS NULL AND status > 3;

-- How often a thing was there before, and was nothing, is counted without reading a row.
DROP INDEX incidents_by_group;
CREATE INDEX incidents_by_group ON incidents (client_id, group_mac, created_at, verdict);

-- What is counted and compared of a filter's rows, without reading one.
CREATE INDEX incidents_counted ON incidents (status, priority, severity, category, assignee_id, title_id, missed, breach_at,
  created_at, updated_at, attention_at, client_id);

-- The same orders within one value of what a filter asks for, so that its rows are met and no others.
CREATE INDEX incidents_of_title_in_breach ON incidents (title_id, breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_of_assignee_in_breach ON incidents (CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END, breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_of_priority_in_breach ON incidents (priority, breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_of_severity_in_breach ON incidents (severity, breach_at) WHERE breach_at IS NOT NULL;
CREATE INDEX incidents_of_title_in_priority ON incidents (title_id, priority, created_at);
CREATE INDEX incidents_of_assignee_in_priority ON incidents (CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END, priority, created_at);
CREATE INDEX incidents_of_severity_in_priority ON incidents (severity, priority, created_at);
CREATE INDEX incidents_of_title_in_severity ON incidents (title_id, severity, created_at);
CREATE INDEX incidents_of_assignee_in_severity ON incidents (CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END, severity, created_at);
CREATE INDEX incidents_of_title_in_created ON incidents (title_id, created_at);
CREATE INDEX incidents_of_assignee_in_created ON incidents (CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END, created_at);
CREATE INDEX incidents_of_title_in_updated ON incidents (title_id, updated_at);
CREATE INDEX incidents_of_assignee_in_updated ON incidents (CASE WHEN assignee_id IS NULL THEN '' ELSE assignee_id END, updated_at);
CREATE INDEX incidents_of_priority_in_updated ON incidents (priority, updated_at);
CREATE INDEX incidents_of_severity_in_updated ON incidents (severity, updated_at);
