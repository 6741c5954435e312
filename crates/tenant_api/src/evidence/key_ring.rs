//! Where keys lie: outside every database. The installation's key in one file, the clients' in another, wrapped by it. A
//! client's key that is destroyed is gone from the second file, and no backup of a database ever held it.

use super::keys::{Keys, Secret};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 24;

/// The two files. Neither belongs into a backup of the databases, and of the clients' file no old copy may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFiles {
    /// 32 bytes in base64; made on first start. Never changed, so it may come from a store of secrets.
    pub installation: PathBuf,
    /// The clients' keys, wrapped; written anew whenever one is made or destroyed.
    pub clients: PathBuf,
}

impl KeyFiles {
    /// Beside a database file.
    #[must_use]
    pub fn beside(database: &Path) -> Self {
        let beside = |extension| database.with_extension(extension);
        Self { installation: beside("installation-key"), clients: beside("client-keys") }
    }
}

/// The keys of an installation. Cheap to clone.
#[derive(Clone)]
pub(super) struct KeyRing {
    files: KeyFiles,
    wrapping: Arc<XChaCha20Poly1305>,
    fingerprint: String,
    known: Arc<Mutex<Known>>,
}

/// The clients' file as it was last read.
#[derive(Default)]
struct Known {
    state: Option<FileState>,
    keys: BTreeMap<String, Keys>,
}

/// Tells one content of the file from another: each is a file of its own, renamed to its place.
type FileState = (u64, u64, i64, i64);

#[derive(Default, Serialize, Deserialize)]
struct Stored {
    clients: BTreeMap<String, Wrapped>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Wrapped {
    id: String,
    key: String,
}

impl KeyRing {
    /// Reads the installation's key, or makes it where nothing can be sealed with one yet: `sealed_with` is the fingerprint
    /// of the key that the database knows.
    ///
    /// # Errors
    /// [`io::Error`] when a key is missing, is another one, or cannot be read or made.
    pub(super) fn open(files: KeyFiles, sealed_with: Option<&str>) -> io::Result<Self> {
        let path = files.installation.display();
        if !files.installation.exists() {
            if sealed_with.is_some() || files.clients.exists() {
                return Err(io::Error::other(format!("the installation key is missing: {path}")));
            }
            make(&files.installation)?;
        }
        let text = Zeroizing::new(fs::read_to_string(&files.installation)?);
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).unwrap_or_default());
        let key: &[u8; 32] = bytes
            .as_slice()
            .try_into()
            .map_err(|_length| io::Error::other(format!("{path} is not 32 bytes in base64")))?;
        let fingerprint =
            crate::store::hexadecimal(&Sha256::new().chain_update(b"fingerprint\0").chain_update(key).finalize()[..8]);
        if sealed_with.is_some_and(|known| known != fingerprint) {
            return Err(io::Error::other(format!("{path} is not the key that this database was sealed with")));
        }
        let wrapping = Arc::new(XChaCha20Poly1305::new(key.into()));
        Ok(Self { files, wrapping, fingerprint, known: Arc::default() })
    }

    /// Names the installation's key without telling anything of it.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// A client's keys, as the file has them now: what another process made or destroyed counts at once.
    ///
    /// # Errors
    /// [`io::Error`] when the file cannot be read.
    pub(super) fn find(&self, client: &str) -> io::Result<Option<Keys>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let state = state(&self.files.clients)?;
        if known.state != state {
            let stored = read(&self.files.clients)?;
            let unwrapped =
                stored.clients.iter().map(|(client, wrapped)| Ok((client.clone(), self.unwrap(client, wrapped)?)));
            *known = Known { keys: unwrapped.collect::<io::Result<_>>()?, state };
        }
        Ok(known.keys.get(client).cloned())
    }

    /// Makes a client's keys, unless there are some; `mac` is a MAC key that the client already has.
    ///
    /// # Errors
    /// [`io::Error`] when the file cannot be read or written.
    pub(super) fn make(&self, client: &str, mac: Option<Zeroizing<Vec<u8>>>) -> io::Result<Keys> {
        self.change(|stored| {
            if !stored.clients.contains_key(client) {
                let secret = Secret {
                    id: crate::store::random_id(),
                    seal: Zeroizing::new(rand::random()),
                    mac: mac.unwrap_or_else(|| Zeroizing::new(rand::random::<[u8; 32]>().to_vec())),
                };
                stored.clients.insert(client.to_owned(), self.wrap(client, &secret));
            }
        })?;
        self.find(client)?.ok_or_else(|| io::Error::other("a key that was just written is not there"))
    }

    /// Destroys a client's keys: nothing that was sealed with them opens again, wherever it was copied to.
    ///
    /// # Errors
    /// [`io::Error`] when the file cannot be read or written.
    pub(super) fn destroy(&self, client: &str) -> io::Result<()> {
        self.change(|stored| drop(stored.clients.remove(client)))
    }

    /// Where the clients' keys are, for whoever has to be told that one is missing.
    pub(super) fn path(&self) -> std::path::Display<'_> {
        self.files.clients.display()
    }

    /// Writes a whole new file and puts it into place; other processes wait for the lock.
    fn change(&self, change: impl FnOnce(&mut Stored)) -> io::Result<()> {
        let lock = File::open(&self.files.installation)?;
        lock.lock()?;
        let mut stored = read(&self.files.clients)?;
        change(&mut stored);
        let fresh = self.files.clients.with_extension("client-keys.new");
        // What an interrupted change left behind.
        if fresh.exists() {
            fs::remove_file(&fresh)?;
        }
        let mut file = private(&fresh)?;
        file.write_all(&serde_json::to_vec_pretty(&stored)?)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.files.clients)?;
        sync_folder(&self.files.clients)
    }

    fn wrap(&self, client: &str, secret: &Secret) -> Wrapped {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let plain = Zeroizing::new([secret.seal.as_slice(), &secret.mac].concat());
        let payload = Payload { msg: &plain, aad: &place(client, &secret.id) };
        let wrapped = self.wrapping.encrypt(&XNonce::from(nonce), payload).expect("two keys are short");
        Wrapped { id: secret.id.clone(), key: STANDARD.encode([nonce.as_slice(), &wrapped].concat()) }
    }

    fn unwrap(&self, client: &str, wrapped: &Wrapped) -> io::Result<Keys> {
        let opened = || {
            let bytes = STANDARD.decode(&wrapped.key).ok()?;
            let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
            let payload = Payload { msg: sealed, aad: &place(client, &wrapped.id) };
            let plain = Zeroizing::new(self.wrapping.decrypt(&XNonce::from(*nonce), payload).ok()?);
            let (seal, mac) = plain.split_first_chunk::<32>()?;
            let secret =
                Secret { id: wrapped.id.clone(), seal: Zeroizing::new(*seal), mac: Zeroizing::new(mac.to_vec()) };
            Some(Keys::new(&secret))
        };
        opened().ok_or_else(|| io::Error::other(format!("the key of {client} in {} does not open", self.path())))
    }
}

fn place(client: &str, id: &str) -> Vec<u8> {
    [b"client keys\0", client.as_bytes(), b"\0", id.as_bytes()].concat()
}

fn read(path: &Path) -> io::Result<Stored> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Stored::default()),
        Err(error) => Err(error),
    }
}

fn state(path: &Path) -> io::Result<Option<FileState>> {
    match fs::metadata(path) {
        Ok(about) => Ok(Some((about.ino(), about.len(), about.mtime(), about.mtime_nsec()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new key under its name, whole from the first moment; whoever else was first has made it.
fn make(path: &Path) -> io::Result<()> {
    let fresh = path.with_extension(format!("{}.new", crate::store::random_id()));
    let mut file = private(&fresh)?;
    let key = Zeroizing::new(rand::random::<[u8; 32]>());
    file.write_all(format!("{}\n", STANDARD.encode(key.as_slice())).as_bytes())?;
    file.sync_all()?;
    let made = match fs::hard_link(&fresh, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(path),
    };
    fs::remove_file(&fresh)?;
    made
}

fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}
