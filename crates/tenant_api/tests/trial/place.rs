//! The trial's store: one MSP with a client for each source, and people who can sign in.

use super::{Outcome, input::Source};
use std::{fs, path::Path};
use tenant_api::{
    passwords,
    store::{Everywhere, Store, Write, installation},
};
use wire::vocabulary::Capability;

/// Everybody's password.
pub(super) const PASSWORD: &str = "bulkhead-trial";

/// A fresh store in `target/trial/`: `analyst@trial.example` sees every client, `user@north.example` only `north`, and
/// `viewer@north.example` only its dashboards.
pub(super) async fn fresh(sources: &[Source]) -> Outcome<Store> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/trial");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let store = Store::open(&folder.join("trial.db")).await?;
    installation::settle(&store, false).await?;
    let hash = passwords::hash(PASSWORD)?;
    let mut write = store.write(&Everywhere).await?;
    organisation(&mut write, "trial", "Trial Security", "msp").await?;
    profile(&mut write, "analyst", Capability::ALL).await?;
    profile(&mut write, "viewer", &[Capability::OverviewRead]).await?;
    person(&mut write, "trial", "analyst@trial.example", "Trial Analyst", &hash).await?;
    let standing = "INSERT INTO standing_grants (user_id, organisation_id, profile_id) VALUES ($1, $2, $3)";
    run(&mut write, standing, ["analyst@trial.example", "trial", "analyst"]).await?;
    for source in sources {
        let client = source.client;
        organisation(&mut write, client, &format!("Client {client}"), "client").await?;
        let insert =
            "INSERT INTO clients (client_id, code, name, colour, managed_by) VALUES ($1, $2, $3, '#2a78d0', 'trial')";
        run(&mut write, insert, [client, source.code, &format!("Client {client}")]).await?;
        for (who, profile) in [("user", "analyst"), ("viewer", "viewer")] {
            let email = format!("{who}@{client}.example");
            person(&mut write, client, &email, "Client User", &hash).await?;
            let grant = "INSERT INTO grants (client_id, user_id, profile_id) VALUES ($1, $2, $3)";
            run(&mut write, grant, [client, &email, profile]).await?;
        }
    }
    write.commit().await?;
    Ok(store)
}

async fn organisation(write: &mut Write, id: &str, name: &str, kind: &str) -> Outcome {
    run(write, "INSERT INTO organisations (organisation_id, name, kind) VALUES ($1, $2, $3)", [id, name, kind]).await
}

async fn profile(write: &mut Write, id: &str, capabilities: &[Capability]) -> Outcome {
    let insert = "INSERT INTO profiles (profile_id, name, organisation_id) VALUES ($1, $1, 'trial')";
    run(write, insert, [id]).await?;
    for capability in capabilities {
        let insert = "INSERT INTO profile_capabilities (profile_id, capability) VALUES ($1, $2)";
        run(write, insert, [id, capability.caption()]).await?;
    }
    Ok(())
}

async fn person(write: &mut Write, organisation: &str, email: &str, name: &str, hash: &str) -> Outcome {
    let insert = "INSERT INTO users (user_id, organisation_id, email, name, password_hash) VALUES ($1, $2, $1, $3, $4)";
    run(write, insert, [email, organisation, name, hash]).await
}

async fn run<const N: usize>(write: &mut Write, sql: &'static str, values: [&str; N]) -> Outcome {
    let mut query = sqlx::query(sql);
    for value in values {
        query = query.bind(value.to_owned());
    }
    query.execute(&mut **write).await?;
    Ok(())
}
