//! Where knowledge comes from: the files built into the program, each of which a folder of the user's may replace or extend.

use std::path::Path;

/// The texts of all knowledge files, by name.
#[derive(Debug, Clone)]
pub struct Source {
    /// File name (for errors) and its text; later files override earlier ones of the same key.
    pub files: Vec<(String, String)>,
}

macro_rules! embedded {
    ($($path:literal),* $(,)?) => { [$(($path, include_str!(concat!("../../config/", $path)))),*] };
}

impl Source {
    /// What is built in.
    #[must_use]
    pub fn embedded() -> Self {
        let files = embedded![
            "knowledge/countries.toml",
            "knowledge/countries-cases.toml",
            "knowledge/organisations.toml",
            "knowledge/organisations-wider.toml",
            "knowledge/organisations-names.toml",
            "knowledge/people.toml",
            "knowledge/people-wider.toml",
            "knowledge/people-names.toml",
            "knowledge/offices.toml",
            "knowledge/offices-wider.toml",
            "knowledge/places.toml",
            "knowledge/regions.toml",
            "knowledge/publishers.toml",
            "knowledge/lexicon-en.toml",
            "knowledge/concepts.toml",
            "knowledge/words-en.toml",
            "knowledge/language-de.toml",
            "knowledge/language-fr.toml",
            "knowledge/language-ru.toml",
            "knowledge/language-uk.toml",
            "crisis/ukraine.toml",
        ];
        Self { files: files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect() }
    }

    /// What is built in, with each `*.toml` of `folder` added: a file of a built-in's name replaces it (the crisis profile
    /// replaces the built-in one whatever its name), any other extends.
    ///
    /// # Errors
    /// A message with the path if a file cannot be read.
    pub fn with_folder(folder: &Path) -> Result<Self, String> {
        let mut source = Self::embedded();
        let entries = std::fs::read_dir(folder)
            .map_err(|e| format!("{}: cannot read the knowledge folder: {e}", folder.display()))?;
        let mut paths: Vec<_> = entries
            .filter_map(|e| e.ok().map(|e| e.path()))
            .filter(|p| p.extension().is_some_and(|x| x == "toml"))
            .collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
            let base = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let is_crisis = text.contains("\n[terms]") || text.starts_with("[terms]");
            let name = path.display().to_string();
            source.files.retain(|(known, _)| {
                !(known.ends_with(&format!("/{base}")) || is_crisis && known.starts_with("crisis/"))
            });
            source.files.push((name, text));
        }
        Ok(source)
    }
}
