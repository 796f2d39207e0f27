<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Underdrawing</name>
        <message>
            <location filename="../../core/batch/beside.py" />
            <source>Choose a folder for the guides.</source>
            <translation>Einen Ordner für die Vorlagen wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/beside.py" />
            <source>The pictures lie on several drives.</source>
            <translation>Die Bilder liegen auf mehreren Laufwerken.</translation>
        </message>
        <message>
            <location filename="../../core/batch/beside.py" />
            <source>{picture} lies in no folder of this computer.</source>
            <translation>{picture} liegt in keinem Ordner dieses Computers.</translation>
        </message>
        <message>
            <location filename="../../core/batch/beside.py" />
            <source>Guides cannot be written into {folder}: not every system has such names.</source>
            <translation>In {folder} können keine Vorlagen geschrieben werden: Nicht jedes System kennt solche Namen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>The disk with the list of the batch, {folder}, is full.</source>
            <translation>Der Datenträger mit der Liste des Stapels, {folder}, ist voll.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>Make room on it, then try again.</source>
            <translation>Dort Platz schaffen, dann noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>Another window of Underdrawing has the batch open.</source>
            <translation>Ein anderes Fenster von Underdrawing hat den Stapel geöffnet.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>Go on there, or close it, then try again.</source>
            <translation>Dort weiterarbeiten oder es schließen, dann noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>The list of the batch in {folder} cannot be read.</source>
            <translation>Die Liste des Stapels in {folder} ist nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>Plan it anew; what was made is there.</source>
            <translation>Den Stapel neu planen; was erzeugt wurde, ist vorhanden.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>The list of the batch in {folder} cannot be used.</source>
            <translation>Die Liste des Stapels in {folder} ist nicht verwendbar.</translation>
        </message>
        <message>
            <location filename="../../core/batch/database.py" />
            <source>See that you may write there, and that the disk is in order, then try again.</source>
            <translation>Prüfen, ob dort geschrieben werden darf und der Datenträger in Ordnung ist, dann noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/gather.py" />
            <source>Choose another folder.</source>
            <translation>Einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/gather.py" />
            <source>There is no picture in {path}.</source>
            <translation>In {path} ist kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/batch/gather.py" />
            <source>Check its permissions.</source>
            <translation>Die Zugriffsrechte prüfen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/gather.py" />
            <source>The folder {folder} could not be searched: {reason}.</source>
            <translation>Der Ordner {folder} konnte nicht durchsucht werden: {reason}.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/batch/gather.py" />
            <source>{n} files in {folder} ({names}) are called pictures and are none.</source>
            <extracomment>Of one: {n} file in {folder} ({names}) is called a picture and is none.</extracomment>
            <translation>
                <numerusform>{n} Datei in {folder} ({names}) heißt wie ein Bild und ist keines.</numerusform>
                <numerusform>{n} Dateien in {folder} ({names}) heißen wie Bilder und sind keine.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../core/batch/gather.py" />
            <source>Open one alone to see what it is.</source>
            <translation>Eine einzeln öffnen, um zu sehen, was sie ist.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>{folder} is a file, not a folder.</source>
            <translation>{folder} ist eine Datei, kein Ordner.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>Written with 8 bits: it has no more.</source>
            <translation>Mit 8 Bit geschrieben: Mehr hat sie nicht.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>There is not enough memory for this guide.</source>
            <translation>Für diese Vorlage reicht der Speicher nicht.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>Ask for a smaller width, or close other programs.</source>
            <translation>Eine kleinere Breite wählen oder andere Programme schließen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>This guide failed through a fault in Underdrawing.</source>
            <translation>Diese Vorlage ist an einem Fehler in Underdrawing gescheitert.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>Try another size or other options; the details say what went wrong.</source>
            <translation>Eine andere Größe oder andere Optionen versuchen; die Einzelheiten sagen, was schiefging.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>Choose another name, or another folder.</source>
            <translation>Einen anderen Namen oder einen anderen Ordner wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>There is no folder {folder}.</source>
            <translation>Es gibt keinen Ordner {folder}.</translation>
        </message>
        <message>
            <location filename="../../core/batch/making.py" />
            <source>Make it, or connect its disk, and go on.</source>
            <translation>Den Ordner anlegen oder seinen Datenträger anschließen und fortfahren.</translation>
        </message>
        <message>
            <location filename="../../core/batch/naming.py" />
            <source>Numbered {number}: another guide has that name, too.</source>
            <translation>Mit der Nummer {number}: Eine andere Vorlage heißt genauso.</translation>
        </message>
        <message>
            <location filename="../../core/batch/naming.py" />
            <source>Numbered {number}: another picture is called {name}, too.</source>
            <translation>Mit der Nummer {number}: Ein anderes Bild heißt auch {name}.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>{{{name}}} is not known in names of guides.</source>
            <translation>{{{name}}} ist in Namen von Vorlagen nicht bekannt.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Choose of {fields}.</source>
            <translation>Aus {fields} wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>The pattern is empty.</source>
            <translation>Das Muster ist leer.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>End it with {end}.</source>
            <translation>Es muss mit {end} enden.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Write fields as {name}.</source>
            <translation>Felder so schreiben: {name}.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>{text} has a brace without its other.</source>
            <translation>In {text} fehlt zu einer Klammer die andere.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Add that.</source>
            <translation>Das anhängen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>{text} does not end with {end}.</source>
            <translation>{text} endet nicht mit {end}.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Names of guides stay in the folder.</source>
            <translation>Namen von Vorlagen bleiben im Ordner.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Take out what leads elsewhere: /, // or ..</source>
            <translation>Herausnehmen, was anderswohin führt: /, // oder ..</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Leave out \ : * ? " &lt; &gt; |, and a dot or space at either end.</source>
            <translation>Weglassen: \ : * ? " &lt; &gt; | sowie Punkte und Leerzeichen am Anfang und am Ende.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>{part} cannot be a name on every system.</source>
            <translation>{part} ist nicht auf jedem System ein möglicher Name.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>Shorten it.</source>
            <translation>Ihn kürzen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/pattern.py" />
            <source>{part} is too long for a name.</source>
            <translation>{part} ist zu lang für einen Namen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>There are no pictures.</source>
            <translation>Es gibt keine Bilder.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Choose some.</source>
            <translation>Bilder auswählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>There is nothing to make of them.</source>
            <translation>Es ist nichts aus ihnen zu erzeugen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Choose a preprocessor.</source>
            <translation>Einen Präprozessor wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>A preprocessor is there twice.</source>
            <translation>Ein Präprozessor ist doppelt vorhanden.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Leave one out.</source>
            <translation>Einen weglassen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Several guides do not fit into one file.</source>
            <translation>Mehrere Vorlagen passen nicht in eine Datei.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Name a folder.</source>
            <translation>Einen Ordner nennen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>Choose one from 0 on.</source>
            <translation>Einen Wert ab 0 wählen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/plan.py" />
            <source>A limit of {limit} USD is not possible.</source>
            <translation>Eine Grenze von {limit} USD ist nicht möglich.</translation>
        </message>
        <message>
            <location filename="../../core/batch/there.py" />
            <source>Known by its name alone: the file does not say of which picture it is.</source>
            <translation>Nur am Namen erkannt: Die Datei sagt nicht, von welchem Bild sie ist.</translation>
        </message>
        <message>
            <location filename="../../core/batch/till.py" />
            <source>The next guide might cost more than may be spent.</source>
            <translation>Die nächste Vorlage könnte mehr kosten, als ausgegeben werden darf.</translation>
        </message>
        <message>
            <location filename="../../core/batch/till.py" />
            <source>Raise the limit to go on.</source>
            <translation>Zum Weitermachen die Grenze erhöhen.</translation>
        </message>
        <message>
            <location filename="../../core/batch/till.py" />
            <source>The service does not say what guides cost, so the limit cannot be kept to.</source>
            <translation>Der Dienst nennt keine Preise, darum lässt sich die Grenze nicht einhalten.</translation>
        </message>
        <message>
            <location filename="../../core/batch/till.py" />
            <source>Take the limit away to go on.</source>
            <translation>Zum Weitermachen die Grenze aufheben.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>There is not enough memory to open this picture.</source>
            <translation>Der Speicher reicht nicht, um dieses Bild zu öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Close other programs, or make the picture smaller in another program.</source>
            <translation>Andere Programme schließen oder das Bild in einem anderen Programm verkleinern.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This file is too large; at most {most} MB can be read.</source>
            <translation>Diese Datei ist zu groß; höchstens {most} MB sind lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This file is too large ({size:.0f} MB); at most {most} MB can be read.</source>
            <translation>Diese Datei ist zu groß ({size:.0f} MB); höchstens {most} MB sind lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Save the picture smaller, or compressed, in another program.</source>
            <translation>Das Bild in einem anderen Programm kleiner oder komprimiert speichern.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Make it smaller in another program.</source>
            <translation>Es in einem anderen Programm verkleinern.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This picture has {millions:,.0f} million pixels; at most {most:,.0f} million can be opened.</source>
            <translation>Dieses Bild hat {millions:,.0f} Millionen Pixel; höchstens {most:,.0f} Millionen lassen sich öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Download or copy it again.</source>
            <translation>Sie noch einmal herunterladen oder kopieren.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This {kind} file ends too early: part of the picture is missing.</source>
            <translation>Diese {kind}-Datei endet zu früh: Ein Teil des Bildes fehlt.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Get it again, or open it in another program and save it as PNG.</source>
            <translation>Sie noch einmal holen, oder in einem anderen Programm öffnen und als PNG speichern.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This {kind} file is damaged, or of a rare variant that cannot be read.</source>
            <translation>Diese {kind}-Datei ist beschädigt oder von einer seltenen Art, die nicht lesbar ist.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>Save it again in the program that made it.</source>
            <translation>Es in dem Programm, aus dem es stammt, noch einmal speichern.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This picture has no pixels: its size is {width} x {height}.</source>
            <translation>Dieses Bild hat keine Pixel: Seine Größe ist {width} x {height}.</translation>
        </message>
        <message>
            <location filename="../../core/codec.py" />
            <source>This picture is {width} x {height} pixels; at most {most:,} can be opened on a side.</source>
            <translation>Dieses Bild hat {width} x {height} Pixel; höchstens {most:,} je Seite können geöffnet werden.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Open the address in a browser, save the picture there, and bring the file.</source>
            <translation>Die Adresse in einem Browser öffnen, das Bild dort speichern und die Datei öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Check the address.</source>
            <translation>Die Adresse prüfen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Check the address and the connection to the internet, and try again.</source>
            <translation>Die Adresse und die Internetverbindung prüfen und es noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} could not be reached.</source>
            <translation>{host} ist nicht erreichbar.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} did not answer in time.</source>
            <translation>{host} hat nicht rechtzeitig geantwortet.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} sends us on to an invalid address.</source>
            <translation>{host} verweist auf eine ungültige Adresse.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Try again in a moment.</source>
            <translation>Gleich noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>The connection to {host} broke off before all of the picture was here.</source>
            <translation>Die Verbindung zu {host} brach ab, bevor das ganze Bild da war.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} sends us from address to address without end.</source>
            <translation>{host} verweist endlos von Adresse zu Adresse.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} has no picture at this address</source>
            <translation>{host} hat unter dieser Adresse kein Bild</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} does not give this picture to programs</source>
            <translation>{host} gibt dieses Bild nicht an Programme heraus</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} has had too many requests</source>
            <translation>{host} hat zu viele Anfragen erhalten</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Try again in a few minutes.</source>
            <translation>In ein paar Minuten noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} has a fault of its own</source>
            <translation>{host} hat selbst eine Störung</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Try again later.</source>
            <translation>Später noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{host} gave no picture</source>
            <translation>{host} hat kein Bild geliefert</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>{what} (it answered {answer}).</source>
            <translation>{what} (Antwort: {answer}).</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>No computer called {host} was found.</source>
            <translation>Es wurde kein Computer namens {host} gefunden.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>No secure connection to {host} could be made.</source>
            <translation>Zu {host} kam keine sichere Verbindung zustande.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>This is not an address that a picture can be fetched from.</source>
            <translation>Von dieser Adresse lässt sich kein Bild holen.</translation>
        </message>
        <message>
            <location filename="../../core/download.py" />
            <source>Copy the address of the picture; it begins with https:// or http://.</source>
            <translation>Die Adresse des Bildes kopieren; sie beginnt mit https:// oder http://.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>A quality of {quality} is not possible.</source>
            <translation>Eine Qualität von {quality} ist nicht möglich.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>Choose one from {least} to {most}.</source>
            <translation>Einen Wert von {least} bis {most} wählen.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>Try another format, or make the guide smaller.</source>
            <translation>Ein anderes Format versuchen oder die Vorlage verkleinern.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>The {format} file could not be made.</source>
            <translation>Die {format}-Datei konnte nicht erzeugt werden.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>Choose PNG, or make the guide smaller.</source>
            <translation>PNG wählen oder die Vorlage verkleinern.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>A {format} file cannot hold {width} x {height} pixels: its sides end at {most:,}.</source>
            <translation>Eine {format}-Datei fasst keine {width} x {height} Pixel: Ihre Seiten enden bei {most:,}.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>Choose PNG or TIFF for 16.</source>
            <translation>Für 16 Bit PNG oder TIFF wählen.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>A {format} file has 8 bits.</source>
            <translation>Eine {format}-Datei hat 8 Bit.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>Choose PNG, WEBP or TIFF.</source>
            <translation>PNG, WEBP oder TIFF wählen.</translation>
        </message>
        <message>
            <location filename="../../core/encoding.py" />
            <source>A {format} file cannot be transparent.</source>
            <translation>Eine {format}-Datei kann nicht transparent sein.</translation>
        </message>
        <message>
            <location filename="../../core/errors.py" />
            <source>a number that long</source>
            <translation>eine so lange Zahl</translation>
        </message>
        <message>
            <location filename="../../core/errors.py" />
            <source>{field} cannot be {value}.</source>
            <translation>{field} kann nicht {value} sein.</translation>
        </message>
        <message>
            <location filename="../../core/errors.py" />
            <source>Allowed: {allowed}.</source>
            <translation>Erlaubt: {allowed}.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Choose another folder or name.</source>
            <translation>Einen anderen Ordner oder Namen wählen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>The guide would replace the picture {name}.</source>
            <translation>Die Vorlage würde das Bild {name} ersetzen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Make it, or choose another.</source>
            <translation>Ihn anlegen oder einen anderen wählen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>{name} is already there.</source>
            <translation>{name} ist schon vorhanden.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Choose another name, or have it replaced.</source>
            <translation>Einen anderen Namen wählen oder die Datei ersetzen lassen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>{name} is there and is not a file.</source>
            <translation>{name} ist vorhanden und keine Datei.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Choose another name.</source>
            <translation>Einen anderen Namen wählen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>You are not allowed to write {name} in {folder}.</source>
            <translation>{name} darf in {folder} nicht geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Choose another folder, or close the program that has the file open.</source>
            <translation>Einen anderen Ordner wählen oder das Programm schließen, das die Datei offen hat.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>The disk is full: {name} was not written.</source>
            <translation>Der Datenträger ist voll: {name} wurde nicht geschrieben.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Make room, then try again.</source>
            <translation>Platz schaffen, dann noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>{folder} is on a disk that can only be read.</source>
            <translation>{folder} liegt auf einem Datenträger, der nur lesbar ist.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>The name {name} is too long.</source>
            <translation>Der Name {name} ist zu lang.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>Choose a shorter name.</source>
            <translation>Einen kürzeren Namen wählen.</translation>
        </message>
        <message>
            <location filename="../../core/export.py" />
            <source>{name} could not be written in {folder}.</source>
            <translation>{name} konnte in {folder} nicht geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>A side of {target} pixels is not possible.</source>
            <translation>Eine Seite von {target} Pixeln ist nicht möglich.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>Sides cannot be made multiples of {multiple}.</source>
            <translation>Seiten können nicht zu Vielfachen von {multiple} werden.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>Choose {first} or {last}.</source>
            <translation>{first} oder {last} wählen.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>{value} is not known.</source>
            <translation>{value} ist nicht bekannt.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>Choose one of {words}.</source>
            <translation>Eines von diesen wählen: {words}.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>Choose a smaller side, or the long side.</source>
            <translation>Eine kleinere Seite wählen, oder die lange Seite.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>{width} x {height} would become {wide:,} x {high:,}; at most {most:,.0f} million pixels are possible.</source>
            <translation>Aus {width} x {height} würde {wide:,} x {high:,}; höchstens {most:,.0f} Millionen Pixel sind möglich.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>{size} stays as it is.</source>
            <translation>{size} bleibt, wie es ist.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>{size} becomes {result}: {how}.</source>
            <translation>Aus {size} wird {result}: {how}.</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>enlarged to {target} on the long side</source>
            <translation>auf {target} an der langen Seite vergrößert</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>scaled to {target} on the long side</source>
            <translation>auf {target} an der langen Seite verkleinert</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>enlarged to {target} on the short side</source>
            <translation>auf {target} an der kurzen Seite vergrößert</translation>
        </message>
        <message>
            <location filename="../../core/fit.py" />
            <source>scaled to {target} on the short side</source>
            <translation>auf {target} an der kurzen Seite verkleinert</translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/fit.py" />
            <source>{n} columns added</source>
            <extracomment>Of one: {n} column added</extracomment>
            <translation>
                <numerusform>{n} Spalte ergänzt</numerusform>
                <numerusform>{n} Spalten ergänzt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/fit.py" />
            <source>{n} columns cut</source>
            <extracomment>Of one: {n} column cut</extracomment>
            <translation>
                <numerusform>{n} Spalte abgeschnitten</numerusform>
                <numerusform>{n} Spalten abgeschnitten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/fit.py" />
            <source>{n} rows added</source>
            <extracomment>Of one: {n} row added</extracomment>
            <translation>
                <numerusform>{n} Zeile ergänzt</numerusform>
                <numerusform>{n} Zeilen ergänzt</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/fit.py" />
            <source>{n} rows cut</source>
            <extracomment>Of one: {n} row cut</extracomment>
            <translation>
                <numerusform>{n} Zeile abgeschnitten</numerusform>
                <numerusform>{n} Zeilen abgeschnitten</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../core/history/database.py" />
            <source>The history of guides is of a newer version of Underdrawing.</source>
            <translation>Der Verlauf der Vorlagen stammt von einer neueren Version von Underdrawing.</translation>
        </message>
        <message>
            <location filename="../../core/history/database.py" />
            <source>The history of guides was damaged.</source>
            <translation>Der Verlauf der Vorlagen war beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/history/database.py" />
            <source>It was set aside in {folder}, and a new one begun.</source>
            <translation>Er wurde in {folder} beiseitegelegt und ein neuer begonnen.</translation>
        </message>
        <message>
            <location filename="../../core/history/faults.py" />
            <source>Nothing that was kept is lost.</source>
            <translation>Nichts, was aufbewahrt wurde, ist verloren.</translation>
        </message>
        <message>
            <location filename="../../core/history/faults.py" />
            <source>The disk with the history of guides, {folder}, is full.</source>
            <translation>Der Datenträger mit dem Verlauf der Vorlagen, {folder}, ist voll.</translation>
        </message>
        <message>
            <location filename="../../core/history/faults.py" />
            <source>Another window of Underdrawing keeps the history of guides busy.</source>
            <translation>Ein anderes Fenster von Underdrawing hält den Verlauf der Vorlagen besetzt.</translation>
        </message>
        <message>
            <location filename="../../core/history/faults.py" />
            <source>The history of guides in {folder} cannot be used.</source>
            <translation>Der Verlauf der Vorlagen in {folder} ist nicht verwendbar.</translation>
        </message>
        <message>
            <location filename="../../core/history/faults.py" />
            <source>See that you may write there, and that the disk is in order.</source>
            <translation>Prüfen, ob dort geschrieben werden darf und der Datenträger in Ordnung ist.</translation>
        </message>
        <message>
            <location filename="../../core/history/images.py" />
            <source>The 16 bits of this guide are damaged.</source>
            <translation>Die 16 Bit dieser Vorlage sind beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/history/images.py" />
            <source>Make it again.</source>
            <translation>Sie noch einmal erzeugen.</translation>
        </message>
        <message>
            <location filename="../../core/history/images.py" />
            <source>The guide could not be kept in the history.</source>
            <translation>Die Vorlage konnte nicht im Verlauf aufbewahrt werden.</translation>
        </message>
        <message>
            <location filename="../../core/history/images.py" />
            <source>Close other programs, or make the guide smaller.</source>
            <translation>Andere Programme schließen oder die Vorlage verkleinern.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>The guide itself is still here.</source>
            <translation>Die Vorlage selbst ist noch da.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>{path} has changed since this guide was made.</source>
            <translation>{path} hat sich geändert, seit diese Vorlage erzeugt wurde.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>Open the file to go on with it as it is now.</source>
            <translation>Die Datei öffnen, um mit ihr in ihrem jetzigen Zustand weiterzuarbeiten.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>{path} cannot be opened as it could when this guide was made. {reason}</source>
            <translation>{path} lässt sich nicht mehr öffnen wie damals, als diese Vorlage erzeugt wurde. {reason}</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>The picture {path} is no longer there.</source>
            <translation>Das Bild {path} ist nicht mehr vorhanden.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>Put the picture back, or open it from where it is now.</source>
            <translation>Das Bild zurücklegen, oder es dort öffnen, wo es jetzt liegt.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>The copy of the picture {name} is gone from the history, or damaged.</source>
            <translation>Die Kopie des Bildes {name} fehlt im Verlauf oder ist beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/history/pictures.py" />
            <source>Open the picture again from where it came from.</source>
            <translation>Das Bild noch einmal von dort öffnen, woher es kam.</translation>
        </message>
        <message>
            <location filename="../../core/history/reading.py" />
            <source>Its picture and options are still known: make it again.</source>
            <translation>Ihr Bild und ihre Optionen sind noch bekannt: sie noch einmal erzeugen.</translation>
        </message>
        <message>
            <location filename="../../core/history/reading.py" />
            <source>The guide of {name} is gone from the history's folder, or damaged.</source>
            <translation>Die Vorlage von {name} fehlt im Ordner des Verlaufs oder ist beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/history/reading.py" />
            <source>Open its picture and make it again.</source>
            <translation>Ihr Bild öffnen und sie noch einmal erzeugen.</translation>
        </message>
        <message>
            <location filename="../../core/history/reading.py" />
            <source>This guide of {name} is no longer in the history.</source>
            <translation>Diese Vorlage von {name} ist nicht mehr im Verlauf.</translation>
        </message>
        <message>
            <location filename="../../core/library/drawings.py" />
            <source>{name}, fine</source>
            <translation>{name}, fein</translation>
        </message>
        <message>
            <location filename="../../core/library/drawings.py" />
            <source>{name}, coarse</source>
            <translation>{name}, grob</translation>
        </message>
        <message>
            <location filename="../../core/library/queue.py" />
            <source>{title} could not be fetched.</source>
            <translation>{title} konnte nicht geholt werden.</translation>
        </message>
        <message>
            <location filename="../../core/library/queue.py" />
            <source>Try again; if that is the same, tell the makers of Underdrawing.</source>
            <translation>Noch einmal versuchen; wenn es dabei bleibt, den Machern von Underdrawing Bescheid geben.</translation>
        </message>
        <message>
            <location filename="../../core/library/scenes.py" />
            <source>{name}, 16 bits</source>
            <translation>{name}, 16 Bit</translation>
        </message>
        <message>
            <location filename="../../core/library/scenes.py" />
            <source>{name}, 32 bits</source>
            <translation>{name}, 32 Bit</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>There is no network called {name} in the library.</source>
            <translation>In der Bibliothek gibt es kein Netz namens {name}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>There are: {names}.</source>
            <translation>Es gibt: {names}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{title} can only be added as a file: what would come is not known well enough to fetch it.</source>
            <translation>{title} kann nur als Datei hinzugefügt werden: Was kommen würde, ist nicht gut genug bekannt, um es zu holen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Save it with a browser from {address}, and add that file.</source>
            <translation>Es mit einem Browser von {address} speichern und diese Datei hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{title} is not in the library.</source>
            <translation>{title} ist nicht in der Bibliothek.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Add it to the library.</source>
            <translation>Es der Bibliothek hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{title} is not as it was when it was added, and is not used.</source>
            <translation>{title} ist nicht mehr so, wie es hinzugefügt wurde, und wird nicht verwendet.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Remove it from the library, and add it again.</source>
            <translation>Es aus der Bibliothek entfernen und neu hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{title} could not be removed.</source>
            <translation>{title} konnte nicht entfernt werden.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Close the programs that use it, and try again.</source>
            <translation>Die Programme schließen, die es verwenden, und es noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>The disk is full.</source>
            <translation>Der Datenträger ist voll.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Make room, and add the network again; it goes on where it ended.</source>
            <translation>Platz schaffen und das Netz noch einmal hinzufügen; es geht weiter, wo es aufgehört hat.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Nothing can be written in {folder}.</source>
            <translation>In {folder} kann nichts geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>See whether the disk is there and may be written.</source>
            <translation>Prüfen, ob der Datenträger da ist und beschrieben werden darf.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} is a web page, and no network.</source>
            <translation>{name} ist eine Webseite und kein Netz.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Save the file itself: the page has a button for it, or a sign-in comes before it.</source>
            <translation>Die Datei selbst speichern: Die Seite hat dafür einen Knopf, oder es ist vorher eine Anmeldung nötig.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} only says where the network lies, and is none itself.</source>
            <translation>{name} sagt nur, wo das Netz liegt, und ist selbst keines.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Download the file itself; with Git, that takes git lfs pull.</source>
            <translation>Die Datei selbst herunterladen; mit Git geht das durch git lfs pull.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} is no network that can be run here.</source>
            <translation>{name} ist kein Netz, das hier laufen kann.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Download it again; if that is the same, leave it.</source>
            <translation>Es noch einmal herunterladen; wenn es dabei bleibt, darauf verzichten.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>This is not {title}: {expected} was expected, and there is {found}.</source>
            <translation>Das ist nicht {title}: Erwartet wurde {expected}, vorhanden ist {found}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Add another file; this one was not kept.</source>
            <translation>Eine andere Datei hinzufügen; diese wurde nicht behalten.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>The archive of {title} does not hold the network.</source>
            <translation>Das Archiv von {title} enthält das Netz nicht.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Add another copy of it.</source>
            <translation>Eine andere Kopie davon hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>There is not enough memory to look at {title}.</source>
            <translation>Der Speicher reicht nicht, um {title} zu prüfen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Close other programs, and add it again; what has come is kept.</source>
            <translation>Andere Programme schließen und es noch einmal hinzufügen; was schon da ist, bleibt.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} cannot be read: {why}.</source>
            <translation>{name} ist nicht lesbar: {why}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>See whether the file is there, and is yours to read.</source>
            <translation>Prüfen, ob die Datei da ist und gelesen werden darf.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} is none of the files that the library knows.</source>
            <translation>{name} ist keine der Dateien, die die Bibliothek kennt.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Download it again, for it may be cut off; or say which network it is, if it is one of those whose files are not known: {names}.</source>
            <translation>Sie noch einmal herunterladen, denn sie kann abgeschnitten sein; oder sagen, welches Netz es ist, falls es eines von denen ist, deren Dateien nicht bekannt sind: {names}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{name} is no file of {title}: its sha256 is {sha256}.</source>
            <translation>{name} ist keine Datei von {title}: Ihr sha256 ist {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Expected: {expected}. Download it again, for it may be cut off.</source>
            <translation>Erwartet: {expected}. Sie noch einmal herunterladen, denn sie kann abgeschnitten sein.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>The disk is too full: the file takes {needed}, and {free} are free.</source>
            <translation>Der Datenträger ist zu voll: Die Datei braucht {needed}, und {free} sind frei.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Make room, and add it again.</source>
            <translation>Platz schaffen und sie noch einmal hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>{title} is being added already, by another Underdrawing.</source>
            <translation>{title} wird schon von einem anderen Underdrawing hinzugefügt.</translation>
        </message>
        <message>
            <location filename="../../core/library/sentences.py" />
            <source>Wait until that is done, or stop it there.</source>
            <translation>Warten, bis das fertig ist, oder es dort anhalten.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Try again in a while; what has come is kept. Or save {address} with a browser and add that file: {name}, sha256 {sha256}.</source>
            <translation>Nach einer Weile noch einmal versuchen; was schon da ist, bleibt. Oder {address} mit einem Browser speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Check the connection to the internet and try again; what has come is kept. Or save {address} with a browser, also on another computer, and add that file: {name}, sha256 {sha256}.</source>
            <translation>Die Internetverbindung prüfen und es noch einmal versuchen; was schon da ist, bleibt. Oder {address} mit einem Browser speichern, auch auf einem anderen Computer, und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Save {address} with a browser and add that file: {name}, sha256 {sha256}.</source>
            <translation>{address} mit einem Browser speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{title} is not fetched: Underdrawing is kept offline.</source>
            <translation>{title} wird nicht geholt: Underdrawing soll offline bleiben.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Take {variable} out of the environment, or save {address} on another computer and add that file: {name}, sha256 {sha256}.</source>
            <translation>{variable} aus der Umgebung nehmen, oder {address} auf einem anderen Computer speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Switch off Offline in the settings, or save {address} on another computer and add that file: {name}, sha256 {sha256}.</source>
            <translation>Offline in den Einstellungen ausschalten, oder {address} auf einem anderen Computer speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{title} is being fetched already, by another Underdrawing.</source>
            <translation>{title} wird schon von einem anderen Underdrawing geholt.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The disk is too full: {title} needs {needed} more, and {free} are free.</source>
            <translation>Der Datenträger ist zu voll: {title} braucht noch {needed}, und {free} sind frei.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Make room, and add it again; what has come is kept.</source>
            <translation>Platz schaffen und es noch einmal hinzufügen; was schon da ist, bleibt.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} cannot be reached.</source>
            <translation>{host} ist nicht zu erreichen.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The connection to {host} broke off again and again.</source>
            <translation>Die Verbindung zu {host} brach immer wieder ab.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} sent nothing for {seconds} seconds.</source>
            <translation>{host} hat {seconds} Sekunden lang nichts gesendet.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>HF_ENDPOINT names no hub that can be asked: {endpoint}.</source>
            <translation>HF_ENDPOINT nennt keinen Hub, der gefragt werden kann: {endpoint}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>It must begin with https://; set it right, or leave it out.</source>
            <translation>Es muss mit https:// beginnen; richtigstellen oder weglassen.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} cannot be trusted: nobody known here vouches for it.</source>
            <translation>{host} ist nicht zu trauen: Niemand, der hier bekannt ist, bürgt dafür.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>See whether date and time are right here. If this network looks into all connections, name the file of its certificate in SSL_CERT_FILE. Or save {address} with a browser and add that file: {name}, sha256 {sha256}.</source>
            <translation>Prüfen, ob Datum und Uhrzeit stimmen. Liest dieses Netz alle Verbindungen mit, die Datei seines Zertifikats in SSL_CERT_FILE nennen. Oder {address} mit einem Browser speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The proxy that is named for this network cannot be used.</source>
            <translation>Der Proxy, der für dieses Netz genannt ist, ist nicht zu gebrauchen.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>It must be an address such as http://HOST:PORT, in HTTPS_PROXY or in the system's settings. Or save {address} with a browser and add that file: {name}, sha256 {sha256}.</source>
            <translation>Er muss eine Adresse wie http://HOST:PORT sein, in HTTPS_PROXY oder in den Einstellungen des Systems. Oder {address} mit einem Browser speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The proxy of this network wants a name and a password (407).</source>
            <translation>Der Proxy dieses Netzwerks verlangt Namen und Passwort (407).</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Put them into HTTPS_PROXY, as http://NAME:PASSWORD@HOST:PORT. Or save {address} with a browser and add that file: {name}, sha256 {sha256}.</source>
            <translation>Beides in HTTPS_PROXY eintragen, als http://NAME:PASSWORD@HOST:PORT. Oder {address} mit einem Browser speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The proxy of this network does not lead to the hub.</source>
            <translation>Der Proxy dieses Netzwerks führt nicht zum Hub.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} does not have {name} in this revision any more ({status}).</source>
            <translation>{host} hat {name} in dieser Revision nicht mehr ({status}).</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>See whether there is a newer Underdrawing. A copy from elsewhere can be added as a file: {name}, sha256 {sha256}.</source>
            <translation>Nachsehen, ob es ein neueres Underdrawing gibt. Eine Kopie von anderswo kann als Datei hinzugefügt werden: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} gives {name} only to those who sign in ({status}).</source>
            <translation>{host} gibt {name} nur nach Anmeldung heraus ({status}).</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>Sign in there with a browser, save {address} and add that file: {name}, sha256 {sha256}.</source>
            <translation>Sich dort mit einem Browser anmelden, {address} speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} does not take the links that the hub gives ({status}).</source>
            <translation>{host} nimmt die Links nicht an, die der Hub gibt ({status}).</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} has too much to do, or a fault ({status}).</source>
            <translation>{host} ist überlastet oder hat eine Störung ({status}).</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} did not give the file: it answered {status}.</source>
            <translation>{host} hat die Datei nicht geliefert: Die Antwort war {status}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>A web page came from {host} instead of the network.</source>
            <translation>Von {host} kam eine Webseite statt des Netzes.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>If this network has a page to sign in, do so in a browser and try again. Or save {address} there and add that file: {name}, sha256 {sha256}.</source>
            <translation>Falls dieses Netzwerk eine Anmeldeseite hat, sich im Browser anmelden und es noch einmal versuchen. Oder {address} dort speichern und diese Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The file lies at an address of {host} that is not safe.</source>
            <translation>Die Datei liegt unter einer Adresse von {host}, die nicht sicher ist.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>The hub leads to {host}, which is not in the public internet.</source>
            <translation>Der Hub führt zu {host}, und das liegt nicht im öffentlichen Internet.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>{host} leads from address to address and never to the file.</source>
            <translation>{host} führt von Adresse zu Adresse und nie zur Datei.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>What {host} has as {name} is not the file that was checked for Underdrawing.</source>
            <translation>Was {host} als {name} hat, ist nicht die Datei, die für Underdrawing geprüft wurde.</translation>
        </message>
        <message>
            <location filename="../../core/library/troubles.py" />
            <source>It was not kept. Try again later, or add a copy from elsewhere as a file: {name}, sha256 {sha256}.</source>
            <translation>Sie wurde nicht behalten. Später noch einmal versuchen, oder eine Kopie von anderswo als Datei hinzufügen: {name}, sha256 {sha256}.</translation>
        </message>
        <message>
            <location filename="../../core/local/engine.py" />
            <source>Choose another preprocessor.</source>
            <translation>Einen anderen Präprozessor wählen.</translation>
        </message>
        <message>
            <location filename="../../core/local/engine.py" />
            <source>{title} cannot be made on this computer yet.</source>
            <translation>{title} lässt sich auf diesem Computer noch nicht erzeugen.</translation>
        </message>
        <message>
            <location filename="../../core/local/engine.py" />
            <source>There is not enough memory for this guide at {width} x {height} pixels.</source>
            <translation>Für diese Vorlage mit {width} x {height} Pixeln reicht der Speicher nicht.</translation>
        </message>
        <message>
            <location filename="../../core/local/engine.py" />
            <source>{title} failed on this picture.</source>
            <translation>{title} ist an diesem Bild gescheitert.</translation>
        </message>
        <message>
            <location filename="../../core/local/methods.py" />
            <source>The guide was made by {method} instead.</source>
            <translation>Die Vorlage wurde stattdessen von {method} erzeugt.</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>the graphics card failed ({why})</source>
            <translation>die Grafikkarte hat versagt ({why})</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>the graphics card could not be used</source>
            <translation>die Grafikkarte war nicht verwendbar</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>onnxruntime has no {names} here</source>
            <translation>onnxruntime hat hier kein {names}</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>Made on the processor: {reason}.</source>
            <translation>Auf dem Prozessor erzeugt: {reason}.</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>The network {name} could not be run.</source>
            <translation>Das Netz {name} konnte nicht ausgeführt werden.</translation>
        </message>
        <message>
            <location filename="../../core/local/networks.py" />
            <source>Remove it and add it again, or choose another method.</source>
            <translation>Es entfernen und neu hinzufügen, oder ein anderes Verfahren wählen.</translation>
        </message>
        <message>
            <location filename="../../core/local/pack.py" />
            <source>Install Underdrawing again.</source>
            <translation>Underdrawing neu installieren.</translation>
        </message>
        <message>
            <location filename="../../core/local/pack.py" />
            <source>The list of the networks that come with Underdrawing is missing or damaged.</source>
            <translation>Die Liste der Netze, die zu Underdrawing gehören, fehlt oder ist beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/local/pack.py" />
            <source>There is no network called {name} in the model pack.</source>
            <translation>Im Modellpaket gibt es kein Netz namens {name}.</translation>
        </message>
        <message>
            <location filename="../../core/local/pack.py" />
            <source>The network for this guide, {file}, cannot be read: {reason}.</source>
            <translation>Das Netz für diese Vorlage, {file}, ist nicht lesbar: {reason}.</translation>
        </message>
        <message>
            <location filename="../../core/local/pack.py" />
            <source>The network for this guide, {file}, is damaged.</source>
            <translation>Das Netz für diese Vorlage, {file}, ist beschädigt.</translation>
        </message>
        <message>
            <location filename="../../core/local/space/looking.py" />
            <source>No depth to be seen. The picture shows a single tone, or a page, and is taken as flat.</source>
            <translation>Keine Tiefe zu erkennen. Das Bild zeigt nur eine einzige Farbe oder eine Textseite und gilt als flach.</translation>
        </message>
        <message>
            <location filename="../../core/on_disk.py" />
            <source>The folder {folder} could not be made: {reason}.</source>
            <translation>Der Ordner {folder} konnte nicht angelegt werden: {reason}.</translation>
        </message>
        <message>
            <location filename="../../core/options.py" />
            <source>a whole number from {least:.16g} to {most:.16g}</source>
            <translation>eine ganze Zahl von {least:.16g} bis {most:.16g}</translation>
        </message>
        <message>
            <location filename="../../core/options.py" />
            <source>a number from {least:.16g} to {most:.16g}</source>
            <translation>eine Zahl von {least:.16g} bis {most:.16g}</translation>
        </message>
        <message>
            <location filename="../../core/options.py" />
            <source>true or false</source>
            <translation>wahr oder falsch</translation>
        </message>
        <message>
            <location filename="../../core/options.py" />
            <source>one of {words}</source>
            <translation>eines von {words}</translation>
        </message>
        <message>
            <location filename="../../core/preprocessor.py" />
            <source>a mapping of option names to values</source>
            <translation>eine Zuordnung von Optionsnamen zu Werten</translation>
        </message>
        <message>
            <location filename="../../core/preprocessor.py" />
            <source>the options of {name}: {words}</source>
            <translation>die Optionen von {name}: {words}</translation>
        </message>
        <message>
            <location filename="../../core/preprocessor.py" />
            <source>more than {name}, which is {value}</source>
            <translation>mehr als {name}, das {value} ist</translation>
        </message>
        <message>
            <location filename="../../core/preprocessor.py" />
            <source>less than {name}, which is {value}</source>
            <translation>weniger als {name}, das {value} ist</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>Save it as PNG in the program that made it, and bring that.</source>
            <translation>Es in dem Programm, aus dem es stammt, als PNG speichern und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>This PSD was saved without a flattened picture, with layers only.</source>
            <translation>Diese PSD wurde ohne zusammengefügtes Bild gespeichert, nur mit Ebenen.</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>Save it again with Maximize Compatibility switched on, or as PNG.</source>
            <translation>Sie mit „Kompatibilität maximieren“ noch einmal speichern, oder als PNG.</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>compressed in a rare way</source>
            <translation>auf seltene Weise komprimiert</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>in a rare colour mode</source>
            <translation>in einem seltenen Farbmodus</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>with {depth} bits a channel</source>
            <translation>mit {depth} Bit je Kanal</translation>
        </message>
        <message>
            <location filename="../../core/psd.py" />
            <source>This PSD is stored {how}, which cannot be read here.</source>
            <translation>Diese PSD ist {how} gespeichert, das ist hier nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Say yes or no.</source>
            <translation>Ja oder nein sagen.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>{name} cannot be {value!r}.</source>
            <translation>{name} kann nicht {value!r} sein.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Choose a side, or none.</source>
            <translation>Eine Seite wählen, oder keine.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>{fit!r} is no size.</source>
            <translation>{fit!r} ist keine Größe.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>A guide of 16 bits has no transparent ground.</source>
            <translation>Eine Vorlage mit 16 Bit hat keinen transparenten Hintergrund.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Choose one of the two.</source>
            <translation>Eines von beiden wählen.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Only lines and depth can be.</source>
            <translation>Das geht nur bei Linien und Tiefe.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>{title} cannot be inverted.</source>
            <translation>{title} lässt sich nicht umkehren.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Only lines and poses can be.</source>
            <translation>Das geht nur bei Linien und Posen.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>{title} cannot be transparent: all of it is drawn.</source>
            <translation>{title} kann nicht transparent sein: Alles daran ist gezeichnet.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>This guide has 8 bits; only depth that is made on this computer has 16.</source>
            <translation>Diese Vorlage hat 8 Bit; nur auf diesem Computer erzeugte Tiefe hat 16.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Write it with 8 bits.</source>
            <translation>Sie mit 8 Bit schreiben.</translation>
        </message>
        <message>
            <location filename="../../core/rendition.py" />
            <source>Guides are not written as {value}.</source>
            <translation>Vorlagen werden nicht als {value} geschrieben.</translation>
        </message>
        <message>
            <location filename="../../core/runware/answers.py" />
            <source>Check the service's address; some networks want a login in a browser first.</source>
            <translation>Die Adresse des Dienstes prüfen; manche Netzwerke verlangen erst eine Anmeldung im Browser.</translation>
        </message>
        <message>
            <location filename="../../core/runware/answers.py" />
            <source>What {name} answered is no answer of the API.</source>
            <translation>Was {name} geantwortet hat, ist keine Antwort der API.</translation>
        </message>
        <message>
            <location filename="../../core/runware/asking.py" />
            <source>{name} answered, but not what was asked.</source>
            <translation>{name} hat geantwortet, aber nicht auf das, was gefragt war.</translation>
        </message>
        <message>
            <location filename="../../core/runware/asking.py" />
            <source>Check the service's address.</source>
            <translation>Die Adresse des Dienstes prüfen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/client.py" />
            <source>Ask again in a few minutes.</source>
            <translation>In ein paar Minuten noch einmal anfragen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/client.py" />
            <source>{name} took the picture but gave it no name.</source>
            <translation>{name} hat das Bild genommen, ihm aber keinen Namen gegeben.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>Check the connection to the internet, and try again.</source>
            <translation>Die Internetverbindung prüfen und es noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>{name} could not be reached.</source>
            <translation>{name} ist nicht erreichbar.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>Ask for a smaller width, or for the output type URL.</source>
            <translation>Eine kleinere Breite wählen oder die Vorlage über eine Adresse liefern lassen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>What {name} answered is too large to be read.</source>
            <translation>Die Antwort von {name} ist zu groß, um gelesen zu werden.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>There is no {name}.</source>
            <translation>{name} gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>No secure connection to {name} could be made.</source>
            <translation>Zu {name} kam keine sichere Verbindung zustande.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>Check the service's address, and the date and time of this computer.</source>
            <translation>Die Adresse des Dienstes prüfen, auch Datum und Uhrzeit dieses Computers.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>{name} did not answer in time.</source>
            <translation>{name} hat nicht rechtzeitig geantwortet.</translation>
        </message>
        <message>
            <location filename="../../core/runware/connection.py" />
            <source>The connection to {name} broke off.</source>
            <translation>Die Verbindung zu {name} ist abgebrochen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>Make room, then ask for the guide again.</source>
            <translation>Platz schaffen, dann die Vorlage noch einmal anfordern.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>The disk with {folder}, where bought guides are kept, is full.</source>
            <translation>Der Datenträger mit {folder}, wo gekaufte Vorlagen liegen, ist voll.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>See that you may write there and that no other program holds it, then try again.</source>
            <translation>Prüfen, ob dort geschrieben werden darf und kein anderes Programm ihn festhält, dann noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>The folder {folder}, where bought guides are kept, cannot be used.</source>
            <translation>Der Ordner {folder}, wo gekaufte Vorlagen liegen, ist nicht verwendbar.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>The list of what was bought, in {folder}, cannot be read.</source>
            <translation>Die Liste des Gekauften in {folder} ist nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/runware/database.py" />
            <source>Move {file} there to another place to begin a new list; the guides stay.</source>
            <translation>{file} dort an einen anderen Ort legen, um eine neue Liste zu beginnen; die Vorlagen bleiben.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>Ask again.</source>
            <translation>Noch einmal anfragen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>The connection to {name} has been closed.</source>
            <translation>Die Verbindung zu {name} wurde geschlossen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>It stays ordered: ask for it again to go on waiting, which costs nothing more.</source>
            <translation>Sie bleibt bestellt: Sie noch einmal anfordern, um weiter zu warten; das kostet nichts mehr.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>{name} has not handed over the guide after {time}.</source>
            <translation>{name} hat die Vorlage nach {time} noch nicht herausgegeben.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>Ask for it again, which costs nothing more.</source>
            <translation>Sie noch einmal anfordern; das kostet nichts mehr.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>{name} says that the guide is made, but does not hand it over.</source>
            <translation>{name} sagt, die Vorlage sei fertig, gibt sie aber nicht heraus.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>Ask for it again; it is made anew, and paid for once more.</source>
            <translation>Sie noch einmal anfordern; sie wird neu erzeugt und noch einmal bezahlt.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>What {name} handed over is not a guide that can be read.</source>
            <translation>Was {name} herausgegeben hat, ist keine lesbare Vorlage.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>The guide has gone: {name} does not keep it any more.</source>
            <translation>Die Vorlage ist fort: {name} bewahrt sie nicht mehr auf.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>Ask for it again in a moment, which costs nothing more.</source>
            <translation>Sie gleich noch einmal anfordern; das kostet nichts mehr.</translation>
        </message>
        <message>
            <location filename="../../core/runware/endings.py" />
            <source>The guide is not where {name} says that it is.</source>
            <translation>Die Vorlage ist nicht da, wo sie laut {name} liegen soll.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/runware/endings.py" />
            <source>{n} minutes</source>
            <extracomment>Of one: {n} minute</extracomment>
            <translation>
                <numerusform>{n} Minute</numerusform>
                <numerusform>{n} Minuten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../core/runware/endings.py" />
            <source>{n} seconds</source>
            <extracomment>Of one: {n} second</extracomment>
            <translation>
                <numerusform>{n} Sekunde</numerusform>
                <numerusform>{n} Sekunden</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../core/runware/engine.py" />
            <source>Have it made on this computer.</source>
            <translation>Auf diesem Computer erzeugen lassen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/engine.py" />
            <source>Runware has no preprocessor {title}.</source>
            <translation>Runware hat keinen Präprozessor {title}.</translation>
        </message>
        <message>
            <location filename="../../core/runware/engine.py" />
            <source>It was bought before, and cost nothing now.</source>
            <translation>Sie war schon gekauft und hat jetzt nichts gekostet.</translation>
        </message>
        <message>
            <location filename="../../core/runware/guides.py" />
            <source>{service} made it at {width} x {height} pixels; it was brought to {wide} x {high}.</source>
            <translation>{service} hat sie mit {width} x {height} Pixeln erzeugt; sie wurde auf {wide} x {high} gebracht.</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>Ask for the guide again, which costs nothing more.</source>
            <translation>Die Vorlage noch einmal anfordern; das kostet nichts mehr.</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>The guide that came from {name} cannot be read: {reason}</source>
            <translation>Die Vorlage von {name} ist nicht lesbar: {reason}</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>The guide lies at an address of {host} that is not safe.</source>
            <translation>Die Vorlage liegt unter einer Adresse von {host}, die nicht sicher ist.</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>The guide could not be fetched from {host}.</source>
            <translation>Die Vorlage konnte nicht von {host} geholt werden.</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>{host} did not hand over the guide in time.</source>
            <translation>{host} hat die Vorlage nicht rechtzeitig herausgegeben.</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>{host} gave no guide (it answered {status}).</source>
            <translation>{host} hat keine Vorlage geliefert (Antwort: {status}).</translation>
        </message>
        <message>
            <location filename="../../core/runware/results.py" />
            <source>The guide is too large: {reason}</source>
            <translation>Die Vorlage ist zu groß: {reason}</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Check the key, or make a new one in your account there.</source>
            <translation>Den Schlüssel prüfen oder im dortigen Konto einen neuen erstellen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Check the service's address, and see whether there is a newer Underdrawing.</source>
            <translation>Die Adresse des Dienstes prüfen und nachsehen, ob es ein neueres Underdrawing gibt.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} did not take the API key.</source>
            <translation>{name} hat den API-Schlüssel nicht angenommen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} could not use the picture.</source>
            <translation>{name} konnte das Bild nicht verwenden.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Ask again; if that does not help, save the picture as PNG and bring that.</source>
            <translation>Noch einmal anfragen; wenn das nicht hilft, das Bild als PNG speichern und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} failed to make this guide.</source>
            <translation>{name} ist an dieser Vorlage gescheitert.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Ask again, or try another size or another preprocessor.</source>
            <translation>Noch einmal anfragen, oder eine andere Größe oder einen anderen Präprozessor versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>The account at {name} has not enough credit.</source>
            <translation>Das Guthaben des Kontos bei {name} reicht nicht.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Add credit there, and ask again.</source>
            <translation>Dort Guthaben aufladen und noch einmal anfragen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} has this task already, and does not hand out its guide.</source>
            <translation>{name} hat diesen Auftrag schon und gibt die Vorlage dazu nicht heraus.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Ask for the guide again.</source>
            <translation>Die Vorlage noch einmal anfordern.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} does not have this task any more, or it failed.</source>
            <translation>{name} hat diesen Auftrag nicht mehr, oder er ist gescheitert.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} could not put the guide at the upload endpoint.</source>
            <translation>{name} konnte die Vorlage nicht unter der Upload-Adresse ablegen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Check that address, and whether it still takes uploads.</source>
            <translation>Diese Adresse prüfen, und ob sie noch Uploads annimmt.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} does not make guides at this address.</source>
            <translation>{name} erzeugt unter dieser Adresse keine Vorlagen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} takes no {field} that large.</source>
            <translation>{name} nimmt kein so großes {field} an.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Ask for less: a smaller width or height, or a smaller picture.</source>
            <translation>Weniger verlangen: eine kleinere Breite oder Höhe, oder ein kleineres Bild.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} has had too many requests.</source>
            <translation>{name} hat zu viele Anfragen erhalten.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} has a fault of its own.</source>
            <translation>{name} hat selbst eine Störung.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} is not available.</source>
            <translation>{name} ist nicht verfügbar.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} is overloaded.</source>
            <translation>{name} ist überlastet.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} gave up on this guide, since it took too long.</source>
            <translation>{name} hat diese Vorlage aufgegeben, weil es zu lange gedauert hat.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Ask again, or for a smaller width.</source>
            <translation>Noch einmal anfragen, oder mit einer kleineren Breite.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} misses {field}.</source>
            <translation>{name} vermisst {field}.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} does not accept this {field}.</source>
            <translation>{name} nimmt dieses {field} nicht an.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>Choose another value.</source>
            <translation>Einen anderen Wert wählen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} does not support this {field}.</source>
            <translation>{name} unterstützt dieses {field} nicht.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} does not know {field}.</source>
            <translation>{name} kennt {field} nicht.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>There is no such service at {name}</source>
            <translation>Bei {name} gibt es keinen solchen Dienst</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>The request reached {name} too slowly</source>
            <translation>Die Anfrage hat {name} zu langsam erreicht</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>The picture is too large for {name}</source>
            <translation>Das Bild ist zu groß für {name}</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} refused: {message}</source>
            <translation>{name} hat abgelehnt: {message}</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} refused ({code}).</source>
            <translation>{name} hat abgelehnt ({code}).</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>See if another task works.</source>
            <translation>Probieren, ob ein anderer Auftrag gelingt.</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} sends us on to another address</source>
            <translation>{name} verweist auf eine andere Adresse</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} has a fault of its own</source>
            <translation>{name} hat selbst eine Störung</translation>
        </message>
        <message>
            <location filename="../../core/runware/sentences.py" />
            <source>{name} refused the request</source>
            <translation>{name} hat die Anfrage abgelehnt</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>Use an address such as {address}; one of your own network may begin with http://.</source>
            <translation>Eine Adresse wie {address} verwenden; im eigenen Netzwerk darf sie mit http:// beginnen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>It must be above 0.</source>
            <translation>Der Wert muss über 0 liegen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>{name} cannot be {number}.</source>
            <translation>{name} kann nicht {number} sein.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>This is not the address of a service.</source>
            <translation>Das ist nicht die Adresse eines Dienstes.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>Leave out user, password, and what follows ? or #; the key is kept elsewhere.</source>
            <translation>Benutzer, Passwort und alles nach ? oder # weglassen; der Schlüssel liegt anderswo.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>The address of the service at {host} holds more than host and path.</source>
            <translation>Die Adresse des Dienstes bei {host} enthält mehr als Host und Pfad.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>Begin the address with https://.</source>
            <translation>Die Adresse mit https:// beginnen.</translation>
        </message>
        <message>
            <location filename="../../core/runware/service.py" />
            <source>{host} is not in your own network, and http:// would show the key and the pictures to others.</source>
            <translation>{host} liegt nicht im eigenen Netzwerk, und http:// würde anderen den Schlüssel und die Bilder zeigen.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>There is no API key for {name}.</source>
            <translation>Es gibt keinen API-Schlüssel für {name}.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>Paste one in the settings, or set {variable}.</source>
            <translation>Einen in den Einstellungen einfügen oder {variable} setzen.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>This is not an API key.</source>
            <translation>Das ist kein API-Schlüssel.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>Copy the key again from your account at {name}, and nothing else.</source>
            <translation>Den Schlüssel noch einmal aus dem Konto bei {name} kopieren, und nichts sonst.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>This computer has no keyring to keep the key in.</source>
            <translation>Dieser Computer hat keinen Schlüsselbund, in dem der Schlüssel liegen könnte.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>It is kept until Underdrawing is closed. To have it always, set {variable}, or install GNOME Keyring or KWallet.</source>
            <translation>Er bleibt, bis Underdrawing geschlossen wird. Um ihn immer zu haben, {variable} setzen oder GNOME Keyring oder KWallet installieren.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>The keyring is locked.</source>
            <translation>Der Schlüsselbund ist gesperrt.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>Unlock it and try again; until then a key is kept for this run only.</source>
            <translation>Ihn entsperren und es noch einmal versuchen; bis dahin gilt ein Schlüssel nur bis zum Schließen.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>The keyring did not answer as it should.</source>
            <translation>Der Schlüsselbund hat nicht geantwortet, wie er sollte.</translation>
        </message>
        <message>
            <location filename="../../core/secrets.py" />
            <source>See that your system's keyring works; until then a key is kept for this run only.</source>
            <translation>Prüfen, ob der Schlüsselbund des Systems funktioniert; bis dahin gilt ein Schlüssel nur bis zum Schließen.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>Stop that one, or serve with another folder.</source>
            <translation>Jenen anhalten oder mit einem anderen Ordner anbieten.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>Another server keeps its tasks in {folder}.</source>
            <translation>Ein anderer Server führt seine Aufträge in {folder}.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>Serve with another folder, or remove that one if nothing in it is needed.</source>
            <translation>Mit einem anderen Ordner anbieten oder diesen löschen, wenn darin nichts gebraucht wird.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>The server's list of tasks in {folder} cannot be read.</source>
            <translation>Die Auftragsliste des Servers in {folder} ist nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>Serve with another folder.</source>
            <translation>Die API mit einem anderen Ordner anbieten.</translation>
        </message>
        <message>
            <location filename="../../core/server/database.py" />
            <source>The folder {folder} cannot be used: {reason}.</source>
            <translation>Der Ordner {folder} ist nicht verwendbar: {reason}.</translation>
        </message>
        <message>
            <location filename="../../core/server/listening.py" />
            <source>Nothing can be served on {host}, port {port}: {reason}.</source>
            <translation>Auf {host}, Port {port}, lässt sich nichts anbieten: {reason}.</translation>
        </message>
        <message>
            <location filename="../../core/server/listening.py" />
            <source>Choose a port from 1024 on.</source>
            <translation>Einen Port ab 1024 wählen.</translation>
        </message>
        <message>
            <location filename="../../core/server/listening.py" />
            <source>Choose another port, or stop the program that uses it.</source>
            <translation>Einen anderen Port wählen oder das Programm beenden, das ihn benutzt.</translation>
        </message>
        <message>
            <location filename="../../core/server/listening.py" />
            <source>Choose a name or an address of this computer, such as {host}.</source>
            <translation>Einen Namen oder eine Adresse dieses Computers wählen, etwa {host}.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>Open it in a program that can show it, save it there as PNG, and bring that.</source>
            <translation>Es in einem Programm öffnen, das es zeigen kann, dort als PNG speichern und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>Save the picture itself (in a browser: right-click it, Save Image As).</source>
            <translation>Das Bild selbst speichern (im Browser: Rechtsklick darauf, Bild speichern unter).</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a JPEG XL picture</source>
            <translation>ein JPEG-XL-Bild</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a JPEG 2000 picture</source>
            <translation>ein JPEG-2000-Bild</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>an OpenEXR picture</source>
            <translation>ein OpenEXR-Bild</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a Radiance HDR picture</source>
            <translation>ein Radiance-HDR-Bild</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>an icon</source>
            <translation>ein Symbol</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a GIMP drawing</source>
            <translation>eine GIMP-Zeichnung</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a DDS texture</source>
            <translation>eine DDS-Textur</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a QOI picture</source>
            <translation>ein QOI-Bild</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a camera's raw file</source>
            <translation>die Rohdatei einer Kamera</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a PostScript file</source>
            <translation>eine PostScript-Datei</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a video</source>
            <translation>ein Video</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a sound or video file</source>
            <translation>eine Ton- oder Videodatei</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a sound file</source>
            <translation>eine Tondatei</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a ZIP archive, or a document that is one inside</source>
            <translation>ein ZIP-Archiv oder ein Dokument, das innen eines ist</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a compressed file</source>
            <translation>eine komprimierte Datei</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a compressed archive</source>
            <translation>ein komprimiertes Archiv</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a database</source>
            <translation>eine Datenbank</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>a program</source>
            <translation>ein Programm</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This file is empty.</source>
            <translation>Diese Datei ist leer.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>Save one frame of it as PNG, and bring that.</source>
            <translation>Ein Einzelbild daraus als PNG speichern und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is {what}, not a picture.</source>
            <translation>Das ist {what}, kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is {what}, which cannot be read here.</source>
            <translation>Das ist {what}, hier nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is a PDF document, not a picture.</source>
            <translation>Das ist ein PDF-Dokument, kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>Export the page as PNG, and bring that.</source>
            <translation>Die Seite als PNG exportieren und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is not a picture that can be read here.</source>
            <translation>Das ist kein Bild, das hier lesbar ist.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>These can: {formats}.</source>
            <translation>Lesbar sind: {formats}.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is an SVG drawing, which has no pixels.</source>
            <translation>Das ist eine SVG-Zeichnung, sie hat keine Pixel.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>Export it as PNG, and bring that.</source>
            <translation>Sie als PNG exportieren und dieses öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is a web page, not a picture.</source>
            <translation>Das ist eine Webseite, kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>This is text, not a picture.</source>
            <translation>Das ist Text, kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/sniff.py" />
            <source>These can be read: {formats}.</source>
            <translation>Lesbar sind: {formats}.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Copy all of it again, from its first character to its last.</source>
            <translation>Alles noch einmal kopieren, vom ersten bis zum letzten Zeichen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Check the path.</source>
            <translation>Den Pfad prüfen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Choose a picture file.</source>
            <translation>Eine Bilddatei wählen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Choose a picture in it; convert --recursive takes them all.</source>
            <translation>Ein Bild darin wählen; convert --recursive nimmt alle.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>This data URI is not complete.</source>
            <translation>Diese Daten-URI ist nicht vollständig.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>This base64 text is not complete, or holds other characters.</source>
            <translation>Dieser base64-Text ist nicht vollständig oder enthält andere Zeichen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>In a browser, right-click the picture and copy the address of the image itself.</source>
            <translation>Im Browser das Bild mit der rechten Maustaste anklicken und die Adresse der Grafik selbst kopieren.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>{host} answered with a web page, not a picture.</source>
            <translation>{host} hat mit einer Webseite geantwortet, nicht mit einem Bild.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>There is nothing here to open.</source>
            <translation>Hier ist nichts zu öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Use an http or https one.</source>
            <translation>Eine mit http oder https verwenden.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Addresses that begin with {beginning} cannot be opened.</source>
            <translation>Adressen, die mit {beginning} beginnen, lassen sich nicht öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>{shown} is a folder, not a picture.</source>
            <translation>{shown} ist ein Ordner, kein Bild.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>{shown} is a device or a pipe, not a file.</source>
            <translation>{shown} ist ein Gerät oder eine Pipe, keine Datei.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>There is no file {shown}.</source>
            <translation>Es gibt keine Datei {shown}.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Change the permissions of the file, or copy it to a folder of yours.</source>
            <translation>Die Zugriffsrechte der Datei ändern oder sie in einen eigenen Ordner kopieren.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>You have no permission to read {shown}.</source>
            <translation>{shown} zu lesen ist nicht erlaubt.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>{shown} is a link that leads to itself.</source>
            <translation>{shown} ist eine Verknüpfung, die auf sich selbst zeigt.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>There is no file {shown!r}: no file can be called so.</source>
            <translation>Es gibt keine Datei {shown!r}: So kann keine Datei heißen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>Check the disk or the network that it is on, and try again.</source>
            <translation>Den Datenträger oder das Netzwerk prüfen, wo sie liegt, und es noch einmal versuchen.</translation>
        </message>
        <message>
            <location filename="../../core/source.py" />
            <source>{shown} could not be read.</source>
            <translation>{shown} konnte nicht gelesen werden.</translation>
        </message>
        <message>
            <location filename="../../core/task.py" />
            <source>a whole number from {least} on</source>
            <translation>eine ganze Zahl ab {least}</translation>
        </message>
        <message>
            <location filename="../../core/task.py" />
            <source>a whole number from {least} to {most}</source>
            <translation>eine ganze Zahl von {least} bis {most}</translation>
        </message>
        <message>
            <location filename="../../core/task.py" />
            <source>an http or https address with a host</source>
            <translation>eine http- oder https-Adresse mit einem Host</translation>
        </message>
        <message>
            <location filename="../../core/task.py" />
            <source>a UUID of version 4</source>
            <translation>eine UUID der Version 4</translation>
        </message>
        <message>
            <location filename="../../core/tiff.py" />
            <source>This is a camera's raw file, which cannot be read here.</source>
            <translation>Das ist die Rohdatei einer Kamera, hier nicht lesbar.</translation>
        </message>
        <message>
            <location filename="../../core/tiff.py" />
            <source>Develop it in a program for photographs, and bring it as PNG, TIFF or JPEG.</source>
            <translation>Sie in einem Fotoprogramm entwickeln und als PNG, TIFF oder JPEG öffnen.</translation>
        </message>
        <message>
            <location filename="../../core/way_out.py" />
            <source>The environment names a proxy or certificates that cannot be used; see {variables}.</source>
            <translation>Die Umgebung nennt einen Proxy oder Zertifikate, die nicht zu gebrauchen sind; siehe {variables}.</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>About Underdrawing</source>
            <translation>Über Underdrawing</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Version {number}</source>
            <translation>Version {number}</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Guide images for ControlNet, made from your pictures on this computer.</source>
            <translation>Vorlagen für ControlNet, auf diesem Computer aus eigenen Bildern erzeugt.</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>MIT licence. What it is built with, and from what its networks learned:</source>
            <translation>MIT-Lizenz. Woraus es gebaut ist und woraus seine Netze gelernt haben:</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Licences</source>
            <translation>Lizenzen</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Whose work is in Underdrawing; arrow keys scroll.</source>
            <translation>Wessen Arbeit in Underdrawing steckt; Pfeiltasten blättern.</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Whose licence is shown below</source>
            <translation>Wessen Lizenz unten zu lesen ist</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>&amp;Licence of</source>
            <translation>&amp;Lizenz von</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Underdrawing and its networks</source>
            <translation>Underdrawing und seine Netze</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>&amp;Copy diagnostics</source>
            <translation>&amp;Diagnose kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>Versions and the kind of computer, for a report; no names, no paths, no keys</source>
            <translation>Versionen und Art des Computers, für einen Bericht; keine Namen, keine Pfade, keine Schlüssel</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>All packages</source>
            <translation>Alle Pakete</translation>
        </message>
        <message>
            <location filename="../../ui/about.py" />
            <source>This text could not be read: {reason}.</source>
            <translation>Dieser Text konnte nicht gelesen werden: {reason}.</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>As the &amp;system</source>
            <translation>Wie das &amp;System</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Light</source>
            <translation>&amp;Hell</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Dark</source>
            <translation>&amp;Dunkel</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Open…</source>
            <translation>Ö&amp;ffnen…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Open a picture</source>
            <translation>Ein Bild öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Open &amp;recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Open the s&amp;ample picture</source>
            <translation>Beis&amp;pielbild öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Open the still life</source>
            <translation>Das Stillleben öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Make &amp;many…</source>
            <translation>&amp;Viele erzeugen…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Many pictures by many preprocessors, into files</source>
            <translation>Viele Bilder mit vielen Präprozessoren, in Dateien</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Export…</source>
            <translation>&amp;Exportieren…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Write the guide to a file</source>
            <translation>Die Vorlage in eine Datei schreiben</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Export a&amp;gain</source>
            <translation>&amp;Noch einmal exportieren</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Write the guide beside the last one, under a name that is free</source>
            <translation>Die Vorlage neben die letzte schreiben, unter einem freien Namen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Export the &amp;joints…</source>
            <translation>&amp;Gelenke exportieren…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Write who is drawn in a pose as OpenPose JSON</source>
            <translation>Die Personen einer Pose als OpenPose-JSON schreiben</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Leave Underdrawing</source>
            <translation>Underdrawing verlassen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Fit</source>
            <translation>&amp;Einpassen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Show the whole picture</source>
            <translation>Das ganze Bild zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;100 %</source>
            <translation>&amp;100 %</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Show every pixel of the picture as one</source>
            <translation>Jedes Pixel des Bildes als eines zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Zoom &amp;in</source>
            <translation>Ver&amp;größern</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Zoom in</source>
            <translation>Vergrößern</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Zoom &amp;out</source>
            <translation>Ver&amp;kleinern</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Zoom out</source>
            <translation>Verkleinern</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Show the pict&amp;ure</source>
            <translation>&amp;Bild zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>In the place of the earlier guide</source>
            <translation>Anstelle der früheren Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;History</source>
            <translation>&amp;Verlauf</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Every guide that you made</source>
            <translation>Alle Vorlagen, die erzeugt wurden</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>To the &amp;notice</source>
            <translation>Zum &amp;Hinweis</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>What it offers; again leads back</source>
            <translation>Was er anbietet; noch einmal führt zurück</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Theme</source>
            <translation>&amp;Farbschema</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Preprocessor</source>
            <translation>&amp;Präprozessor</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Pre&amp;sets</source>
            <translation>Vor&amp;einstellungen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>R&amp;unware</source>
            <translation>R&amp;unware</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Buy this guide</source>
            <translation>Diese Vorlage kaufe&amp;n</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Have Runware make this guide, for money</source>
            <translation>Diese Vorlage von Runware erzeugen lassen, gegen Geld</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Copy the guide</source>
            <translation>Vorlage &amp;kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Copy the guide's pixels</source>
            <translation>Die Pixel der Vorlage kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Copy the guide as a &amp;file</source>
            <translation>Vorlage als &amp;Datei kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>For a folder, or another program</source>
            <translation>Für einen Ordner oder ein anderes Programm</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Paste a picture</source>
            <translation>Bild &amp;einfügen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Open what is copied</source>
            <translation>Öffnen, was kopiert ist</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Reset the options</source>
            <translation>Optionen &amp;zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Options as usual</source>
            <translation>Optionen wie üblich</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Stop</source>
            <translation>&amp;Anhalten</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Stop what is being opened or made</source>
            <translation>Anhalten, was geöffnet oder erzeugt wird</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Model &amp;library…</source>
            <translation>&amp;Modellbibliothek…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Networks to add, for better guides</source>
            <translation>Netze zum Hinzufügen, für bessere Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Se&amp;ttings…</source>
            <translation>Ein&amp;stellungen…</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>The key, the service, and more</source>
            <translation>Der Schlüssel, der Dienst und mehr</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Re&amp;do</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Undo {change}</source>
            <translation>&amp;Rückgängig: {change}</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Re&amp;do {change}</source>
            <translation>&amp;Wiederholen: {change}</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;Keys</source>
            <translation>&amp;Tasten</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Everything that can be done by keyboard</source>
            <translation>Alles, was mit der Tastatur geht</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;User guide</source>
            <translation>&amp;Handbuch</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Chapter by chapter, in the browser</source>
            <translation>Kapitel für Kapitel, im Browser</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;First steps</source>
            <translation>&amp;Erste Schritte</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>The way from a picture to its guide, in three steps</source>
            <translation>Der Weg vom Bild zur Vorlage, in drei Schritten</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>&amp;About Underdrawing</source>
            <translation>Über &amp;Underdrawing</translation>
        </message>
        <message>
            <location filename="../../ui/actions.py" />
            <source>Version and licences</source>
            <translation>Version und Lizenzen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>Batch: {done} of {total}</source>
            <translation>Stapel: {done} von {total}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>A batch is unfinished: {done} of {total} guides are done.</source>
            <translation>Ein Stapel ist unfertig: {done} von {total} Vorlagen sind fertig.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>{done} of {total} done</source>
            <translation>{done} von {total} fertig</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} of them were there already</source>
            <extracomment>Of one: {n} of them was there already</extracomment>
            <translation>
                <numerusform>{n} davon war schon da</numerusform>
                <numerusform>{n} davon waren schon da</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>{n} with a remark</source>
            <translation>{n} mit Bemerkung</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>{n} failed</source>
            <translation>{n} fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>{n} cancelled</source>
            <translation>{n} abgebrochen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>{cost} spent</source>
            <translation>{cost} ausgegeben</translation>
        </message>
        <message>
            <location filename="../../ui/batch/counting.py" />
            <source>about {time} left</source>
            <translation>noch etwa {time}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} guides are made.</source>
            <extracomment>Of one: {n} guide is made.</extracomment>
            <translation>
                <numerusform>{n} Vorlage ist erzeugt.</numerusform>
                <numerusform>{n} Vorlagen sind erzeugt.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} were there already.</source>
            <extracomment>Of one: {n} was there already.</extracomment>
            <translation>
                <numerusform>{n} war schon da.</numerusform>
                <numerusform>{n} waren schon da.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} failed: their rows say why.</source>
            <extracomment>Of one: {n} failed: its row says why.</extracomment>
            <translation>
                <numerusform>{n} ist fehlgeschlagen: Ihre Zeile sagt, warum.</numerusform>
                <numerusform>{n} sind fehlgeschlagen: Ihre Zeilen sagen, warum.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} have a remark: see their rows.</source>
            <extracomment>Of one: {n} has a remark: see its row.</extracomment>
            <translation>
                <numerusform>{n} hat eine Bemerkung: siehe ihre Zeile.</numerusform>
                <numerusform>{n} haben eine Bemerkung: siehe ihre Zeilen.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/counting.py" />
            <source>{n} hours</source>
            <extracomment>Of one: {n} hour</extracomment>
            <translation>
                <numerusform>{n} Stunde</numerusform>
                <numerusform>{n} Stunden</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/desk.py" />
            <source>{name} is not there any more.</source>
            <translation>{name} ist nicht mehr vorhanden.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Width</source>
            <translation>Breite</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Height</source>
            <translation>Höhe</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>File format</source>
            <translation>Dateiformat</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>The format of the files; PNG and TIFF keep every pixel</source>
            <translation>Das Format der Dateien; PNG und TIFF bewahren jedes Pixel</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Quality of WEBP and JPG, 20 to 100. Higher: larger files.</source>
            <translation>Qualität von WEBP und JPG, 20 bis 100. Höher: größere Dateien.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Options…</source>
            <translation>Optionen…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Invert, transparency, 16 bits, a model's size</source>
            <translation>Umkehren, Transparenz, 16 Bit, die Größe eines Modells</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Leave &amp;guides alone that are there already</source>
            <translation>Vorh&amp;andene Vorlagen überspringen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>A guide of the same options is not made again</source>
            <translation>Eine Vorlage mit denselben Optionen wird nicht noch einmal erzeugt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>With each pose its joints, as JSON</source>
            <translation>Zu jeder Pose ihre Gelenke, als JSON</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>A file in OpenPose's format beside every pose</source>
            <translation>Neben jeder Pose eine Datei im Format von OpenPose</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>As they are made</source>
            <translation>Wie sie erzeugt werden</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>as the picture</source>
            <translation>wie das Bild</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>{side} of the guides in pixels</source>
            <translation>{side} der Vorlagen in Pixeln</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Never more than the picture's. Set one side to keep the shape of each picture.</source>
            <translation>Nie mehr als die des Bildes. Nur eine Seite angeben, damit jedes Bild seine Form behält.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>How they are written</source>
            <translation>Wie sie geschrieben werden</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>&amp;Quality</source>
            <translation>&amp;Qualität</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>lines and depth inverted</source>
            <translation>Linien und Tiefe umgekehrt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>on a transparent ground</source>
            <translation>auf transparentem Hintergrund</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>depth with 16 bits</source>
            <translation>Tiefe mit 16 Bit</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>long</source>
            <translation>langen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>short</source>
            <translation>kurzen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>{target} pixels on the {side} side</source>
            <translation>{target} Pixel an der {side} Seite</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>sides a multiple of {multiple}</source>
            <translation>Seiten ein Vielfaches von {multiple}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/files.py" />
            <source>without how they were made</source>
            <translation>ohne ihre Herkunft</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Lay aside</source>
            <translation>Beiseitelegen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Take what is left from last time off the list; it can be put back</source>
            <translation>Was vom letzten Mal übrig ist, von der Liste nehmen; es lässt sich zurückholen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Put back</source>
            <translation>Zurückholen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Put on the list what was laid aside</source>
            <translation>Was beiseitegelegt wurde, wieder auf die Liste setzen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Forget</source>
            <translation>Vergessen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/last_time.py" />
            <source>Keep what was laid aside no longer; no file is touched</source>
            <translation>Was beiseitegelegt wurde, nicht länger behalten; keine Datei wird angerührt</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/last_time.py" />
            <source>{n} are from last time.</source>
            <extracomment>Of one: {n} is from last time.</extracomment>
            <translation>
                <numerusform>{n} ist vom letzten Mal.</numerusform>
                <numerusform>{n} sind vom letzten Mal.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/last_time.py" />
            <source>{n} from last time are laid aside.</source>
            <extracomment>Of one: {n} from last time is laid aside.</extracomment>
            <translation>
                <numerusform>{n} vom letzten Mal liegt beiseite.</numerusform>
                <numerusform>{n} vom letzten Mal liegen beiseite.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Only what &amp;failed or has a remark</source>
            <translation>&amp;Nur Fehlgeschlagene und solche mit Bemerkung</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Show only what failed, and why, and what came with a remark</source>
            <translation>Nur zeigen, was fehlgeschlagen ist, und warum, und was mit einer Bemerkung kam</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>&amp;Open</source>
            <translation>Ö&amp;ffnen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Open the guide in the system's viewer (Enter, or double click)</source>
            <translation>Die Vorlage im Bildbetrachter des Systems öffnen (Eingabetaste oder Doppelklick)</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Sho&amp;w in folder</source>
            <translation>&amp;Im Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Open the folder that the guide is in</source>
            <translation>Den Ordner öffnen, in dem die Vorlage liegt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Open in the main win&amp;dow</source>
            <translation>Im &amp;Hauptfenster öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Open the picture there, with this preprocessor and options</source>
            <translation>Das Bild dort öffnen, mit diesem Präprozessor und diesen Optionen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Cop&amp;y what is said below</source>
            <translation>&amp;Text unten kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Guides of the batch</source>
            <translation>Vorlagen des Stapels</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Enter opens a guide that is made.</source>
            <translation>Die Eingabetaste öffnet eine fertige Vorlage.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>What is said of the chosen guide</source>
            <translation>Was zur gewählten Vorlage gesagt wird</translation>
        </message>
        <message>
            <location filename="../../ui/batch/list.py" />
            <source>Choose a row to read all that is said of it.</source>
            <translation>Eine Zeile wählen, um alles zu lesen, was zu ihr gesagt wird.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the picture's name</source>
            <translation>der Name des Bildes</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>which guide it is</source>
            <translation>welche Vorlage es ist</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the format, at the end</source>
            <translation>das Format, am Ende</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the folder of the picture</source>
            <translation>der Ordner des Bildes</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>which picture it is, 01 and on</source>
            <translation>das wievielte Bild es ist, ab 01</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the day</source>
            <translation>der Tag</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the width of the guide</source>
            <translation>die Breite der Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>the height of the guide</source>
            <translation>die Höhe der Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>pictures</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>&amp;Beside the pictures</source>
            <translation>Neben &amp;den Bildern</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Each guide goes to the folder of its picture</source>
            <translation>Jede Vorlage kommt in den Ordner ihres Bildes</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>In th&amp;e folder</source>
            <translation>Im &amp;Ordner</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>All guides go to one folder, which is made if need be</source>
            <translation>Alle Vorlagen kommen in einen Ordner, der bei Bedarf angelegt wird</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Folder of the guides</source>
            <translation>Ordner der Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>The folder that guides go to</source>
            <translation>Der Ordner, in den die Vorlagen kommen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>&amp;Choose…</source>
            <translation>&amp;Wählen…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Choose the folder that guides go to</source>
            <translation>Den Ordner wählen, in den die Vorlagen kommen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Names of the guides</source>
            <translation>Namen der Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>What is in braces is filled in; / makes folders</source>
            <translation>Was in Klammern steht, wird ausgefüllt; / legt Ordner an</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Insert</source>
            <translation>Einfügen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Put in what differs from guide to guide</source>
            <translation>Einfügen, was von Vorlage zu Vorlage anders ist</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>There is no folder for the guides.</source>
            <translation>Es gibt keinen Ordner für die Vorlagen.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Choose one.</source>
            <translation>Einen wählen.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>{text} does not say where it is.</source>
            <translation>{text} sagt nicht, wo er liegt.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Choose a folder.</source>
            <translation>Einen Ordner wählen.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>⚠ {problem}</source>
            <translation>⚠ {problem}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>For example {path}</source>
            <translation>Zum Beispiel {path}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>The folder of the guides</source>
            <translation>Der Ordner der Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Where they go</source>
            <translation>Wohin sie kommen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/names.py" />
            <source>Na&amp;mes</source>
            <translation>Na&amp;men</translation>
        </message>
        <message>
            <location filename="../../ui/batch/plan_panel.py" />
            <source>Making guides…</source>
            <translation>Vorlagen werden erzeugt…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/plan_panel.py" />
            <source>Looking for pictures…</source>
            <translation>Bilder werden gesucht…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/plan_panel.py" />
            <source>There is no API key yet.</source>
            <translation>Es gibt noch keinen API-Schlüssel.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Spend no more than</source>
            <translation>Höchstens ausgeben</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>The batch stops before it would cost more, and can go on later</source>
            <translation>Der Stapel hält an, bevor er mehr kosten würde, und kann später weitergehen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Limit in US dollars</source>
            <translation>Grenze in US-Dollar</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>What may be spent on this batch in all, in US dollars</source>
            <translation>Was für diesen Stapel insgesamt ausgegeben werden darf, in US-Dollar</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Enter a key…</source>
            <translation>Schlüssel eingeben…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Open the settings, where the API key is kept</source>
            <translation>Die Einstellungen öffnen, wo der API-Schlüssel liegt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Who makes them</source>
            <translation>Wer sie erzeugt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Free, and nothing leaves this computer.</source>
            <translation>Kostenlos, und nichts verlässt diesen Computer.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>What they cost is told here before anything is bought.</source>
            <translation>Was sie kosten, steht hier, bevor etwas gekauft wird.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/price.py" />
            <source>{n} guides: about {cost}.</source>
            <extracomment>Of one: {n} guide: about {cost}.</extracomment>
            <translation>
                <numerusform>{n} Vorlage: etwa {cost}.</numerusform>
                <numerusform>{n} Vorlagen: etwa {cost}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/price.py" />
            <source>What {n} guides cost is told when the first of their kind comes.</source>
            <extracomment>Of one: What {n} guide costs is told when it comes.</extracomment>
            <translation>
                <numerusform>Was {n} Vorlage kostet, zeigt sich, wenn sie da ist.</numerusform>
                <numerusform>Was {n} Vorlagen kosten, zeigt sich bei der ersten ihrer Art.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>Those that were bought before cost nothing.</source>
            <translation>Was schon gekauft ist, kostet nichts.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/price.py" />
            <source>That is more than the limit: the batch will stop there.</source>
            <translation>Das ist mehr als die Grenze: Der Stapel wird dort anhalten.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Progress of the batch</source>
            <translation>Fortschritt des Stapels</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;Cancel</source>
            <translation>&amp;Abbrechen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;New batch…</source>
            <translation>Neuer &amp;Stapel…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;Pause</source>
            <translation>&amp;Pause</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;Go on</source>
            <translation>&amp;Weiter</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Finish what is begun, and wait</source>
            <translation>Begonnenes fertigstellen und warten</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Make what is waiting</source>
            <translation>Erzeugen, was noch wartet</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;Retry {n} that failed</source>
            <translation>{n} Fehlgeschlagene wiede&amp;rholen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>&amp;Make {n} after all</source>
            <translation>{n} &amp;doch erzeugen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Pausing: what is begun is finished…</source>
            <translation>Pause folgt: Begonnenes wird beendet…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Stopped: {reason}</source>
            <translation>Angehalten: {reason}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Paused</source>
            <translation>Pause</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Cancelled</source>
            <translation>Abgebrochen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Finished</source>
            <translation>Fertig</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>End at once; what is made stays, the rest can be made later</source>
            <translation>Sofort beenden; Fertiges bleibt, der Rest kann später gemacht werden</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Make once more what failed</source>
            <translation>Noch einmal erzeugen, was fehlschlug</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Make what was cancelled</source>
            <translation>Erzeugen, was abgebrochen wurde</translation>
        </message>
        <message>
            <location filename="../../ui/batch/progress.py" />
            <source>Plan another batch</source>
            <translation>Einen neuen Stapel planen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/source_list.py" />
            <source>Pictures and folders</source>
            <translation>Bilder und Ordner</translation>
        </message>
        <message>
            <location filename="../../ui/batch/source_list.py" />
            <source>Delete takes what is selected off the list.</source>
            <translation>Entf nimmt Markiertes von der Liste.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/source_list.py" />
            <source>Drop pictures and folders here</source>
            <translation>Bilder und Ordner hier ablegen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/source_list.py" />
            <source>{name}, a folder</source>
            <translation>{name}, ein Ordner</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Add &amp;pictures…</source>
            <translation>&amp;Bilder hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Choose picture files (Ctrl+O); they can be dropped here, too</source>
            <translation>Bilddateien wählen (Strg+O); sie lassen sich auch hierher ziehen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Add a &amp;folder…</source>
            <translation>O&amp;rdner hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Choose a folder: every picture in it is taken</source>
            <translation>Einen Ordner wählen: Jedes Bild darin wird genommen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Remo&amp;ve</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Take what is selected off the list (Delete); no file is touched</source>
            <translation>Markiertes von der Liste nehmen (Entf); Dateien bleiben unberührt</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>And in the folders in t&amp;hem</source>
            <translation>Auch in &amp;Unterordnern</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Whether folders in folders are searched as well</source>
            <translation>Ob auch Ordner in Ordnern durchsucht werden</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Add pictures</source>
            <translation>Bilder hinzufügen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Add a folder</source>
            <translation>Ordner hinzufügen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/sources.py" />
            <source>{n} pictures are found.</source>
            <extracomment>Of one: {n} picture is found.</extracomment>
            <translation>
                <numerusform>{n} Bild gefunden.</numerusform>
                <numerusform>{n} Bilder gefunden.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Pictures</source>
            <translation>Bilder</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/sources.py" />
            <source>{n} that are named are not there ({names}).</source>
            <extracomment>Of one: {n} that is named is not there ({names}).</extracomment>
            <translation>
                <numerusform>{n} Genanntes ist nicht da ({names}).</numerusform>
                <numerusform>{n} Genannte sind nicht da ({names}).</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/sources.py" />
            <source>Take it off the list, or connect the disk that it is on.</source>
            <translation>Aus der Liste nehmen oder das Laufwerk anschließen, auf dem es liegt.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>Make {guides}</source>
            <translation>{guides} erzeugen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>Buy {guides}</source>
            <translation>{guides} kaufen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>Make guides</source>
            <translation>Vorlagen erzeugen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>Begin; it can be paused and cancelled (Ctrl+Return)</source>
            <translation>Beginnen; Pause und Abbruch sind möglich (Strg+Return)</translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>Have Runware make them, which costs money (Ctrl+Return)</source>
            <translation>Sie von Runware erzeugen lassen, das kostet Geld (Strg+Return)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/start_row.py" />
            <source>{n} pictures</source>
            <extracomment>Of one: {n} picture</extracomment>
            <translation>
                <numerusform>{n} Bild</numerusform>
                <numerusform>{n} Bildern</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>{guides} of {pictures}.</source>
            <translation>{guides} aus {pictures}.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/start_row.py" />
            <source>{n} of them are there already.</source>
            <extracomment>Of one: {n} of them is there already.</extracomment>
            <translation>
                <numerusform>{n} davon ist schon da.</numerusform>
                <numerusform>{n} davon sind schon da.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/start_row.py" />
            <source>{guides} of {pictures}: all there already.</source>
            <translation>{guides} aus {pictures}: alle schon da.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/batch/start_row.py" />
            <source>{n} guides</source>
            <extracomment>Of one: {n} guide</extracomment>
            <translation>
                <numerusform>{n} Vorlage</numerusform>
                <numerusform>{n} Vorlagen</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>Guide</source>
            <translation>Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>State</source>
            <translation>Stand</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>Time, cost</source>
            <translation>Zeit, Preis</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>being made</source>
            <translation>in Arbeit</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>made</source>
            <translation>fertig</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>was there</source>
            <translation>war vorhanden</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>cancelled</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>made, with a remark</source>
            <translation>fertig, mit Bemerkung</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>being made, {percent} %</source>
            <translation>in Arbeit, {percent} %</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>{remark} ({file})</source>
            <translation>{remark} ({file})</translation>
        </message>
        <message>
            <location filename="../../ui/batch/table.py" />
            <source>Picture: {path}</source>
            <translation>Bild: {path}</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>All of them</source>
            <translation>Alle</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>Every kind of guide of every picture</source>
            <translation>Jede Art von Vorlage aus jedem Bild</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>As in the main &amp;window</source>
            <translation>Wie im &amp;Hauptfenster</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>Use the options that were set last in the main window</source>
            <translation>Die Optionen nehmen, die im Hauptfenster zuletzt galten</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>{guide}: options for this batch only.</source>
            <translation>{guide}: Optionen nur für diesen Stapel.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>{guide}: options as in the main window.</source>
            <translation>{guide}: Optionen wie im Hauptfenster.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>There are none for this guide.</source>
            <translation>Für diese Vorlage gibt es keine.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>Guides to make</source>
            <translation>Zu erzeugende Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>Space ticks; arrow keys show the options of each.</source>
            <translation>Die Leertaste hakt an; Pfeiltasten zeigen die Optionen.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/tasks.py" />
            <source>Guides</source>
            <translation>Vorlagen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>Show the batch (Ctrl+B)</source>
            <translation>Den Stapel zeigen (Strg+B)</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>It can go on where it was.</source>
            <translation>Er kann da weitermachen, wo er aufgehört hat.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>The batch goes on in the background.</source>
            <translation>Der Stapel läuft im Hintergrund weiter.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>Show the batch</source>
            <translation>Stapel zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>The batch is cancelled.</source>
            <translation>Der Stapel ist abgebrochen.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/telling.py" />
            <source>The batch is finished.</source>
            <translation>Der Stapel ist fertig.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/window.py" />
            <source>There is no picture in what was dropped or pasted.</source>
            <translation>In dem, was abgelegt oder eingefügt wurde, ist kein Bild.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/window.py" />
            <source>Bring picture files, folders, or addresses of pictures.</source>
            <translation>Bilddateien, Ordner oder Adressen von Bildern verwenden.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/window.py" />
            <source>They are on the list of the next batch.</source>
            <translation>Sie stehen auf der Liste des nächsten Stapels.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/window.py" />
            <source>It can be planned when this one is over.</source>
            <translation>Er lässt sich planen, wenn dieser vorbei ist.</translation>
        </message>
        <message>
            <location filename="../../ui/batch/window.py" />
            <source>Batch - Underdrawing</source>
            <translation>Stapel - Underdrawing</translation>
        </message>
        <message>
            <location filename="../../ui/bringing_back.py" />
            <source>Bring it back</source>
            <translation>Zurückholen</translation>
        </message>
        <message>
            <location filename="../../ui/bringing_back.py" />
            <source>Bring them back</source>
            <translation>Alle zurückholen</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>Have Runware make this guide, which costs money (Ctrl+Return)</source>
            <translation>Diese Vorlage von Runware erzeugen lassen, das kostet Geld (Strg+Return)</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>Stop wa&amp;iting</source>
            <translation>&amp;Nicht mehr warten</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>Stop waiting for the guide (Esc); what is paid for is not lost</source>
            <translation>Nicht mehr auf die Vorlage warten (Esc); Bezahltes geht nicht verloren</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>Enter a &amp;key…</source>
            <translation>Schlüssel ei&amp;ngeben…</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>Open the settings, where the API key is kept (Ctrl+,)</source>
            <translation>Die Einstellungen öffnen, wo der API-Schlüssel liegt (Strg+,)</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>{sum} left</source>
            <translation>noch {sum}</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>{today} today, {month} this month, {all} in all</source>
            <translation>heute {today}, im Monat {month}, insgesamt {all}</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>What is left at Runware, and what was spent from this computer</source>
            <translation>Was bei Runware noch da ist, und was von diesem Computer aus ausgegeben wurde</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>This is the one that you bought.</source>
            <translation>Das ist die gekaufte Vorlage.</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>A preview. The first one tells the price.</source>
            <translation>Eine Vorschau. Der erste Kauf zeigt den Preis.</translation>
        </message>
        <message>
            <location filename="../../ui/buy_panel.py" />
            <source>A preview. The last one cost {sum}.</source>
            <translation>Eine Vorschau. Zuletzt kostete es {sum}.</translation>
        </message>
        <message>
            <location filename="../../ui/buying.py" />
            <source>Asking Runware…</source>
            <translation>Anfrage an Runware…</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Sending the picture</source>
            <translation>Bild wird gesendet</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Waiting</source>
            <translation>Warten</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Fetching</source>
            <translation>Vorlage wird geholt</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>{doing}…</source>
            <translation>{doing}…</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>{doing}… {percent} %</source>
            <translation>{doing}… {percent} %</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Stopped waiting.</source>
            <translation>Es wird nicht mehr gewartet.</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>If Runware has begun, the guide is paid for, and buying it again only fetches it.</source>
            <translation>Hat Runware schon begonnen, ist die Vorlage bezahlt, und ein neuer Kauf holt sie nur ab.</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Go on waiting</source>
            <translation>Weiter warten</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>{title} of {name} has come from Runware.</source>
            <translation>{title} von {name} ist von Runware gekommen.</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Show it</source>
            <translation>Zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Open that picture again to see it.</source>
            <translation>Dieses Bild noch einmal öffnen, um sie zu sehen.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/buying_words.py" />
            <source>{n} guides have come from Runware since the last time.</source>
            <extracomment>Of one: A guide that was bought has come from Runware since the last time.</extracomment>
            <translation>
                <numerusform>Seit dem letzten Mal ist {n} gekaufte Vorlage von Runware gekommen.</numerusform>
                <numerusform>Seit dem letzten Mal sind {n} Vorlagen von Runware gekommen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Open the picture again and choose Runware to see it.</source>
            <translation>Das Bild noch einmal öffnen und Runware wählen, um sie zu sehen.</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>The guide could not be bought.</source>
            <translation>Die Vorlage konnte nicht gekauft werden.</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Try again</source>
            <translation>Noch einmal</translation>
        </message>
        <message>
            <location filename="../../ui/buying_words.py" />
            <source>Settings…</source>
            <translation>Einstellungen…</translation>
        </message>
        <message>
            <location filename="../../ui/carrying.py" />
            <source>Copied the guide as a file.</source>
            <translation>Die Vorlage ist als Datei kopiert.</translation>
        </message>
        <message>
            <location filename="../../ui/cloud.py" />
            <source>{service} takes this key.</source>
            <translation>{service} nimmt diesen Schlüssel an.</translation>
        </message>
        <message>
            <location filename="../../ui/cloud.py" />
            <source>{service} takes this key, and {sum} are left.</source>
            <translation>{service} nimmt diesen Schlüssel an, und {sum} sind noch da.</translation>
        </message>
        <message>
            <location filename="../../ui/compare_view.py" />
            <source>Input picture</source>
            <translation>Ausgangsbild</translation>
        </message>
        <message>
            <location filename="../../ui/compare_view.py" />
            <source>Input</source>
            <translation>Ausgangsbild</translation>
        </message>
        <message>
            <location filename="../../ui/compare_view.py" />
            <source>A guide is being made</source>
            <translation>Eine Vorlage wird erzeugt</translation>
        </message>
        <message>
            <location filename="../../ui/compare_view.py" />
            <source>earlier guide</source>
            <translation>frühere Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/compare_view.py" />
            <source>From the history</source>
            <translation>Aus dem Verlauf</translation>
        </message>
        <message>
            <location filename="../../ui/comparison_bar.py" />
            <source>Side by side</source>
            <translation>Nebeneinander</translation>
        </message>
        <message>
            <location filename="../../ui/comparison_bar.py" />
            <source>Wipe</source>
            <translation>Wischblende</translation>
        </message>
        <message>
            <location filename="../../ui/comparison_bar.py" />
            <source>Guide over picture</source>
            <translation>Vorlage über dem Bild</translation>
        </message>
        <message>
            <location filename="../../ui/comparison_bar.py" />
            <source>Opacity of the guide</source>
            <translation>Deckkraft der Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/comparison_bar.py" />
            <source>How much of the guide is seen over the picture (Shift with left and right)</source>
            <translation>Wie viel von der Vorlage über dem Bild zu sehen ist (Umschalt mit Links und Rechts)</translation>
        </message>
        <message>
            <location filename="../../ui/drag_handle.py" />
            <source>Drag the guide</source>
            <translation>Vorlage ziehen</translation>
        </message>
        <message>
            <location filename="../../ui/drag_handle.py" />
            <source>Drag the guide into another program or a folder.
By key: copy it as a file (Ctrl+Shift+C) and paste it there.</source>
            <translation>Die Vorlage in ein anderes Programm oder einen Ordner ziehen.
Mit Tasten: als Datei kopieren (Strg+Umschalt+C) und dort einfügen.</translation>
        </message>
        <message>
            <location filename="../../ui/drop_hint.py" />
            <source>Drop to open</source>
            <translation>Loslassen zum Öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Drop a picture here</source>
            <translation>Ein Bild hier ablegen</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>or click to open one, or paste it with Ctrl+V</source>
            <translation>oder klicken, um eines zu öffnen, oder mit Strg+V einfügen</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Drop a picture here, press Enter to open one, or paste one.</source>
            <translation>Ein Bild hier ablegen, mit der Eingabetaste eines öffnen oder eines einfügen.</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Click to open a picture (Ctrl+O)</source>
            <translation>Klicken, um ein Bild zu öffnen (Strg+O)</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Several pictures, or a folder, become a batch</source>
            <translation>Mehrere Bilder oder ein Ordner werden ein Stapel</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Try the sample picture</source>
            <translation>Das Beispielbild ausprobieren</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Open the still life that comes with Underdrawing</source>
            <translation>Das Stillleben öffnen, das zu Underdrawing gehört</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Opening …</source>
            <translation>Wird geöffnet …</translation>
        </message>
        <message>
            <location filename="../../ui/drop_zone.py" />
            <source>Esc stops.</source>
            <translation>Esc hält an.</translation>
        </message>
        <message>
            <location filename="../../ui/engine_choice.py" />
            <source>This computer</source>
            <translation>Dieser Computer</translation>
        </message>
        <message>
            <location filename="../../ui/engine_choice.py" />
            <source>Guides from this computer</source>
            <translation>Vorlagen von diesem Computer</translation>
        </message>
        <message>
            <location filename="../../ui/engine_choice.py" />
            <source>Guides from Runware</source>
            <translation>Vorlagen von Runware</translation>
        </message>
        <message>
            <location filename="../../ui/engine_choice.py" />
            <source>Free, and nothing leaves this computer</source>
            <translation>Kostenlos, und nichts verlässt diesen Computer</translation>
        </message>
        <message>
            <location filename="../../ui/engine_choice.py" />
            <source>Bought one by one with your API key; what you see before is a preview</source>
            <translation>Einzeln gekauft mit eigenem API-Schlüssel; was vorher zu sehen ist, ist eine Vorschau</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Exact, and read by everything: the best for guides.</source>
            <translation>Genau und überall lesbar: am besten für Vorlagen.</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Small. At quality 100 it is exact.</source>
            <translation>Klein. Bei Qualität 100 genau.</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Small, but blurs hard lines a little.</source>
            <translation>Klein, macht harte Linien aber etwas unscharf.</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Exact, for painting programs and print.</source>
            <translation>Genau, für Malprogramme und Druck.</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>For&amp;mat</source>
            <translation>For&amp;mat</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>E&amp;xport…</source>
            <translation>E&amp;xportieren…</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Write the guide to a file (Ctrl+E)</source>
            <translation>Die Vorlage in eine Datei schreiben (Strg+E)</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Copy the guide's pixels to the clipboard (Ctrl+C)</source>
            <translation>Die Pixel der Vorlage in die Zwischenablage kopieren (Strg+C)</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Option&amp;s…</source>
            <translation>Opti&amp;onen…</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Invert, transparency, 16 bits, a model's size (Alt+S)</source>
            <translation>Umkehren, Transparenz, 16 Bit, die Größe eines Modells (Alt+O)</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>Export</source>
            <translation>Export</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>File format of the guide.</source>
            <translation>Dateiformat der Vorlage.</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>sized</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>inverted</source>
            <translation>umgekehrt</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>clear</source>
            <translation>transparent</translation>
        </message>
        <message>
            <location filename="../../ui/export_panel.py" />
            <source>16 bits</source>
            <translation>16 Bit</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Export the preview</source>
            <translation>Die Vorschau exportieren</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Export the guide</source>
            <translation>Vorlage exportieren</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Export the joints</source>
            <translation>Gelenke exportieren</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Replace it?</source>
            <translation>Ersetzen?</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Copied the guide, {size}.</source>
            <translation>Die Vorlage ist kopiert, {size}.</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Exported the preview {name}</source>
            <translation>Vorschau {name} exportiert</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Exported {name}</source>
            <translation>{name} exportiert</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>to {folder}</source>
            <translation>nach {folder}</translation>
        </message>
        <message>
            <location filename="../../ui/exporting.py" />
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Choose a preprocessor</source>
            <translation>Einen Präprozessor wählen</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>At the right, each shows your picture small. Alt+1 to Alt+0 choose the first ten.</source>
            <translation>Rechts zeigt jeder das Bild im Kleinen. Alt+1 bis Alt+0 wählen die ersten zehn.</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Move a slider</source>
            <translation>Einen Regler bewegen</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>The guide follows while you drag. Ctrl+Z takes every change back.</source>
            <translation>Die Vorlage folgt beim Ziehen. Strg+Z nimmt jede Änderung zurück.</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Take the guide along</source>
            <translation>Die Vorlage mitnehmen</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Drag it out by the handle beside Export, copy it (Ctrl+C) or export it (Ctrl+E).</source>
            <translation>Am Griff neben „Exportieren“ herausziehen, kopieren (Strg+C) oder exportieren (Strg+E).</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Skip</source>
            <translation>Überspringen</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Show no more first steps. They are in the Help menu.</source>
            <translation>Keine ersten Schritte mehr zeigen. Sie stehen im Menü „Hilfe“.</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>First steps</source>
            <translation>Erste Schritte</translation>
        </message>
        <message>
            <location filename="../../ui/first_steps.py" />
            <source>Step {place} of {count}</source>
            <translation>Schritt {place} von {count}</translation>
        </message>
        <message>
            <location filename="../../ui/guide_view.py" />
            <source>Shift with left and right moves the handle.</source>
            <translation>Umschalt mit Links und Rechts bewegt den Griff.</translation>
        </message>
        <message>
            <location filename="../../ui/guide_view.py" />
            <source>Shift with left and right changes the opacity.</source>
            <translation>Umschalt mit Links und Rechts ändert die Deckkraft.</translation>
        </message>
        <message>
            <location filename="../../ui/guide_words.py" />
            <source>Made on this computer. The guide that you buy from Runware may differ from it.</source>
            <translation>Auf diesem Computer erzeugt. Die gekaufte Vorlage von Runware kann davon abweichen.</translation>
        </message>
        <message>
            <location filename="../../ui/guide_words.py" />
            <source>preview</source>
            <translation>Vorschau</translation>
        </message>
        <message>
            <location filename="../../ui/guide_words.py" />
            <source>draft</source>
            <translation>Entwurf</translation>
        </message>
        <message>
            <location filename="../../ui/guide_words.py" />
            <source>with {title}</source>
            <translation>mit {title}</translation>
        </message>
        <message>
            <location filename="../../ui/history_again.py" />
            <source>Export the guide…</source>
            <translation>Vorlage exportieren…</translation>
        </message>
        <message>
            <location filename="../../ui/history_desk.py" />
            <source>{title} of {name}</source>
            <translation>{title} von {name}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/history_desk.py" />
            <source>{n} guides are removed from the history.</source>
            <extracomment>Of one: {n} guide is removed from the history.</extracomment>
            <translation>
                <numerusform>{n} Vorlage ist aus dem Verlauf entfernt.</numerusform>
                <numerusform>{n} Vorlagen sind aus dem Verlauf entfernt.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/history_desk.py" />
            <source>{title} of {name} is removed from the history.</source>
            <translation>{title} von {name} ist aus dem Verlauf entfernt.</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>&amp;Open again</source>
            <translation>&amp;Wieder öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>Enter</source>
            <translation>Eingabetaste</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>Cop&amp;y the guide</source>
            <translation>Vorlage &amp;kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>&amp;Export the guide…</source>
            <translation>Vorlage e&amp;xportieren…</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>&amp;Compare with the guide shown</source>
            <translation>Mit der gezeigten &amp;vergleichen</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>&amp;Pin</source>
            <translation>&amp;Anheften</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>&amp;Remove</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>Delete</source>
            <translation>Entf</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>History</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>Enter opens, Y copies, F copies as a file, E exports, C compares, P pins, Delete removes.</source>
            <translation>Eingabetaste öffnet, Y kopiert, F kopiert als Datei, E exportiert, C vergleicht, P heftet an, Entf entfernt.</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>Un&amp;pin</source>
            <translation>&amp;Lösen</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>bought</source>
            <translation>gekauft</translation>
        </message>
        <message>
            <location filename="../../ui/history_list.py" />
            <source>pinned</source>
            <translation>angeheftet</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Search names and kinds</source>
            <translation>Namen und Arten suchen</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Search the history</source>
            <translation>Im Verlauf suchen</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Words of a picture's name or a kind of guide</source>
            <translation>Wörter aus dem Namen eines Bildes oder einer Art von Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Kind of guide</source>
            <translation>Art der Vorlage</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Show only one kind of guide</source>
            <translation>Nur eine Art von Vorlage zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>All kinds</source>
            <translation>Alle Arten</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Pinned only</source>
            <translation>Nur angeheftete</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Those that stay whatever the limit is</source>
            <translation>Die, die unabhängig von der Grenze bleiben</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Nothing is found.</source>
            <translation>Nichts gefunden.</translation>
        </message>
        <message>
            <location filename="../../ui/history_strip.py" />
            <source>Guides that you make appear here.</source>
            <translation>Hier erscheinen erzeugte Vorlagen.</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>In the pictures</source>
            <translation>In den Bildern</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Move the picture</source>
            <translation>Das Bild verschieben</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Arrow keys, or drag</source>
            <translation>Pfeiltasten, oder ziehen</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Zoom at the cursor</source>
            <translation>Am Mauszeiger zoomen</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Wheel, or pinch</source>
            <translation>Mausrad, oder zwei Finger</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>100 %, or the whole picture</source>
            <translation>100 %, oder das ganze Bild</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Double click</source>
            <translation>Doppelklick</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Show the input while it is held</source>
            <translation>Das Ausgangsbild zeigen, solange gedrückt</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Space</source>
            <translation>Leertaste</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Move the wipe, change the opacity</source>
            <translation>Wischblende bewegen, Deckkraft ändern</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Shift with left and right</source>
            <translation>Umschalt mit Links und Rechts</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>In the panel</source>
            <translation>In der Seitenleiste</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>From control to control</source>
            <translation>Von Feld zu Feld</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Tab, Shift+Tab</source>
            <translation>Tab, Umschalt+Tab</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Arrow keys on the sheet</source>
            <translation>Pfeiltasten auf dem Bogen</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>A slider by one, by a tenth</source>
            <translation>Einen Regler um eins, um ein Zehntel</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Left and right, Page up and down</source>
            <translation>Links und Rechts, Bild auf und ab</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>In the history</source>
            <translation>Im Verlauf</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <location filename="../../ui/keys_sheet.py" />
            <source>Arrow keys scroll.</source>
            <translation>Pfeiltasten blättern.</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Add a &amp;file that I downloaded…</source>
            <translation>Heruntergeladene &amp;Datei hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>It is recognised by its hash, looked at, and copied</source>
            <translation>Sie wird an ihrem Hash erkannt, geprüft und kopiert</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Where this computer has no way to the hub: fetch it on another, and add the file.</source>
            <translation>Wenn dieser Computer den Hub nicht erreicht: auf einem anderen holen und die Datei hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>By hand</source>
            <translation>Von Hand</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Add a file that I downloaded</source>
            <translation>Heruntergeladene Datei hinzufügen</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>{kinds} ({patterns})</source>
            <translation>{kinds} ({patterns})</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Networks</source>
            <translation>Netze</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>All files</source>
            <translation>Alle Dateien</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>not known</source>
            <translation>nicht bekannt</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Address</source>
            <translation>Adresse</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>sha256</source>
            <translation>sha256</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Copy</source>
            <translation>Kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/library/by_hand.py" />
            <source>Copy: {name}</source>
            <translation>{name} kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/library/guides.py" />
            <source>After adding it, its guide of the sample stands here</source>
            <translation>Nach dem Hinzufügen steht hier seine Vorlage des Beispielbilds</translation>
        </message>
        <message>
            <location filename="../../ui/library/guides.py" />
            <source>Being made…</source>
            <translation>In Arbeit…</translation>
        </message>
        <message>
            <location filename="../../ui/library/guides.py" />
            <source>{title} by the pack: {method}</source>
            <translation>{title} vom Paket: {method}</translation>
        </message>
        <message>
            <location filename="../../ui/library/guides.py" />
            <source>{title} by this network</source>
            <translation>{title} von diesem Netz</translation>
        </message>
        <message>
            <location filename="../../ui/library/methods.py" />
            <source>{title} (not here)</source>
            <translation>{title} (nicht hier)</translation>
        </message>
        <message>
            <location filename="../../ui/library/methods.py" />
            <source>Better networks can be added.</source>
            <translation>Bessere Netze lassen sich hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../ui/library/methods.py" />
            <source>Other networks can be added.</source>
            <translation>Andere Netze lassen sich hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>How much is here</source>
            <translation>Wie viel schon da ist</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>Offline: nothing is fetched. It can be added as a file, see below.</source>
            <translation>Offline: Es wird nichts geholt. Als Datei lässt es sich hinzufügen, siehe unten.</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>about {size}</source>
            <translation>etwa {size}</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>Weights</source>
            <translation>Gewichte</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>Learned from</source>
            <translation>Gelernt aus</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>Published as</source>
            <translation>Veröffentlicht als</translation>
        </message>
        <message>
            <location filename="../../ui/library/page.py" />
            <source>About it</source>
            <translation>Darüber</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>&amp;Add</source>
            <translation>&amp;Hinzufügen</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>Fetch it, and make guides with it from then on</source>
            <translation>Es holen und von da an Vorlagen damit erzeugen</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>Fetch the rest of it</source>
            <translation>Den Rest holen</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>Stop fetching; what has come is kept</source>
            <translation>Nicht weiter holen; was schon da ist, bleibt</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>&amp;Remove…</source>
            <translation>&amp;Entfernen…</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>Take it off the disk; asks before it does</source>
            <translation>Es vom Datenträger löschen; vorher wird gefragt</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>Copy &amp;details</source>
            <translation>Ein&amp;zelheiten kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/library/presses.py" />
            <source>What went wrong, for whoever helps</source>
            <translation>Was schiefging, für alle, die helfen</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Reading the file: {percent} %</source>
            <translation>Datei wird gelesen: {percent} %</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Damaged</source>
            <translation>Beschädigt</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Not used</source>
            <translation>Nicht verwendet</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Ready</source>
            <translation>Bereit</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Waiting for its turn</source>
            <translation>Wartet, bis es dran ist</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Looking what is here</source>
            <translation>Vorhandenes wird gesucht</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Asking {host}</source>
            <translation>Anfrage an {host}</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{why} It is tried again.</source>
            <translation>{why} Es wird noch einmal versucht.</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Checking</source>
            <translation>Wird geprüft</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{percent} % of {size}</source>
            <translation>{percent} % von {size}</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{size}/s</source>
            <translation>{size}/s</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{time} left</source>
            <translation>noch {time}</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{percent} % of {size} is here</source>
            <translation>{percent} % von {size} sind da</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{count} of {total} files is here</source>
            <translation>{count} von {total} Dateien sind da</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Not added</source>
            <translation>Nicht hinzugefügt</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Save it with a browser, and add that file: see By hand, below.</source>
            <translation>Mit einem Browser speichern und die Datei hinzufügen: siehe unten, Von Hand.</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Only as a file</source>
            <translation>Nur als Datei</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Another method is used for its guides.</source>
            <translation>Für seine Vorlagen wird ein anderes Verfahren verwendet.</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>Makes the guides of: {titles}.</source>
            <translation>Erzeugt die Vorlagen von: {titles}.</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{size} from {host}</source>
            <translation>{size} von {host}</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>weights {licence}</source>
            <translation>Gewichte: {licence}</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{size} free on the disk</source>
            <translation>{size} frei auf dem Datenträger</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{n} s</source>
            <translation>{n} s</translation>
        </message>
        <message>
            <location filename="../../ui/library/standing.py" />
            <source>{n} min</source>
            <translation>{n} min</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>&amp;Offline: fetch nothing</source>
            <translation>&amp;Offline: nichts holen</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>&amp;Verify all</source>
            <translation>Alle &amp;prüfen</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Remove from the library</source>
            <translation>Aus der Bibliothek entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Remove {title}?</source>
            <translation>{title} entfernen?</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>{size} of disk are freed. Guides are made by what else is here.</source>
            <translation>{size} werden frei. Vorlagen erzeugt dann, was sonst noch da ist.</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>{size} of disk are freed; what has come of it is lost.</source>
            <translation>{size} werden frei; was schon da ist, geht verloren.</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Reading: {percent} %</source>
            <translation>Lesen: {percent} %</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>The library takes {size}; {free} are free.</source>
            <translation>Die Bibliothek belegt {size}; {free} sind frei.</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Model library</source>
            <translation>Modellbibliothek</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Disk</source>
            <translation>Datenträger</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>What came of it</source>
            <translation>Was daraus wurde</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Read every network, and see whether it is as it was added</source>
            <translation>Jedes Netz lesen und sehen, ob es so ist, wie es hinzugefügt wurde</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>No network is fetched; files can still be added</source>
            <translation>Kein Netz wird geholt; Dateien lassen sich trotzdem hinzufügen</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Networks that make guides better than the pack does. Nothing is fetched unasked.</source>
            <translation>Netze, die bessere Vorlagen erzeugen als die mitgelieferten. Ungefragt wird nichts geholt.</translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Nothing was added yet.</source>
            <translation>Es wurde noch nichts hinzugefügt.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/library/window.py" />
            <source>All {n} are as they were added.</source>
            <extracomment>Of one: It is as it was added.</extracomment>
            <translation>
                <numerusform>Es ist so, wie es hinzugefügt wurde.</numerusform>
                <numerusform>Alle {n} sind so, wie sie hinzugefügt wurden.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/library/window.py" />
            <source>Not as they were added: {titles}.</source>
            <translation>Nicht so, wie sie hinzugefügt wurden: {titles}.</translation>
        </message>
        <message>
            <location filename="../../ui/making.py" />
            <source>The guide could not be made.</source>
            <translation>Die Vorlage konnte nicht erzeugt werden.</translation>
        </message>
        <message>
            <location filename="../../ui/method_choice.py" />
            <source>nothing</source>
            <translation>nichts</translation>
        </message>
        <message>
            <location filename="../../ui/method_choice.py" />
            <source>{method} (draft)</source>
            <translation>{method} (Entwurf)</translation>
        </message>
        <message>
            <location filename="../../ui/method_choice.py" />
            <source>See which networks can be added for this guide</source>
            <translation>Sehen, welche Netze sich für diese Vorlage hinzufügen lassen</translation>
        </message>
        <message>
            <location filename="../../ui/method_choice.py" />
            <source>Made by</source>
            <translation>Erzeugt von</translation>
        </message>
        <message>
            <location filename="../../ui/method_choice.py" />
            <source>What makes this guide on this computer</source>
            <translation>Was diese Vorlage auf diesem Computer erzeugt</translation>
        </message>
        <message>
            <location filename="../../ui/notice.py" />
            <source>Something went wrong that should not have.</source>
            <translation>Etwas ist schiefgegangen, das nicht hätte schiefgehen dürfen.</translation>
        </message>
        <message>
            <location filename="../../ui/notice.py" />
            <source>Try once more; if it comes back, send the details to the makers.</source>
            <translation>Noch einmal versuchen; wenn es wiederkommt, die Einzelheiten den Machern schicken.</translation>
        </message>
        <message>
            <location filename="../../ui/notice_bar.py" />
            <source>Put this notice away (Esc)</source>
            <translation>Diesen Hinweis schließen (Esc)</translation>
        </message>
        <message>
            <location filename="../../ui/notice_bar.py" />
            <source>Put this notice away</source>
            <translation>Diesen Hinweis schließen</translation>
        </message>
        <message>
            <location filename="../../ui/notice_bar.py" />
            <source>Copy details</source>
            <translation>Einzelheiten kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/notice_buttons.py" />
            <source>{action} ({key} leads here)</source>
            <translation>{action} ({key} führt hierher)</translation>
        </message>
        <message>
            <location filename="../../ui/number_field.py" />
            <source>From {least:.16g} to {most:.16g}.</source>
            <translation>Von {least:.16g} bis {most:.16g}.</translation>
        </message>
        <message>
            <location filename="../../ui/number_field.py" />
            <source>{title} slider</source>
            <translation>Regler für {title}</translation>
        </message>
        <message>
            <location filename="../../ui/number_field.py" />
            <source>Another</source>
            <translation>Andere</translation>
        </message>
        <message>
            <location filename="../../ui/number_field.py" />
            <source>{title}: another number at random</source>
            <translation>{title}: eine andere Zufallszahl</translation>
        </message>
        <message>
            <location filename="../../ui/opening.py" />
            <source>clipboard</source>
            <translation>Zwischenablage</translation>
        </message>
        <message>
            <location filename="../../ui/opening.py" />
            <source>Bring an image file, copied pixels or the address of a picture.</source>
            <translation>Eine Bilddatei, kopierte Pixel oder die Adresse eines Bildes verwenden.</translation>
        </message>
        <message>
            <location filename="../../ui/opening.py" />
            <source>drop</source>
            <translation>Abgelegtes</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>cefghmpqrstuvwx</source>
            <translation>abdehkmopqruvxz</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>bdik</source>
            <translation>nw</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>&amp;Reset</source>
            <translation>&amp;Zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>Give every option of this preprocessor its usual value (Ctrl+R)</source>
            <translation>Jeder Option dieses Präprozessors ihren üblichen Wert geben (Strg+R)</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>Prese&amp;ts</source>
            <translation>&amp;Voreinstellungen</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>Options under a name: some that ship, and your own (Alt+T)</source>
            <translation>Optionen unter einem Namen: mitgelieferte und eigene (Alt+V)</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>Options</source>
            <translation>Optionen</translation>
        </message>
        <message>
            <location filename="../../ui/option_panel.py" />
            <source>Nothing to set.</source>
            <translation>Nichts einzustellen.</translation>
        </message>
        <message>
            <location filename="../../ui/option_words.py" />
            <source>on</source>
            <translation>an</translation>
        </message>
        <message>
            <location filename="../../ui/option_words.py" />
            <source>off</source>
            <translation>aus</translation>
        </message>
        <message>
            <location filename="../../ui/picture_view.py" />
            <source>Arrow keys pan, Ctrl+0 fits, Ctrl+1 shows 100 %. Space held shows the input.</source>
            <translation>Pfeiltasten verschieben, Strg+0 passt ein, Strg+1 zeigt 100 %. Die gehaltene Leertaste zeigt das Ausgangsbild.</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>{title} (draft)</source>
            <translation>{title} (Entwurf)</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>Preprocessor</source>
            <translation>Präprozessor</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>Arrow keys choose.</source>
            <translation>Pfeiltasten wählen.</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>No thumbnail: {reason}</source>
            <translation>Keine Miniatur: {reason}</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>Guide: {look}.</source>
            <translation>Vorlage: {look}.</translation>
        </message>
        <message>
            <location filename="../../ui/preprocessor_picker.py" />
            <source>A draft.</source>
            <translation>Ein Entwurf.</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>&amp;Keep these options…</source>
            <translation>Diese &amp;Optionen behalten…</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>Give the options that are set a name, to have them again</source>
            <translation>Den eingestellten Optionen einen Namen geben, um sie wiederzuhaben</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>&amp;Forget</source>
            <translation>&amp;Vergessen</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>Keep these options</source>
            <translation>Diese Optionen behalten</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>A name for these options of {title}, at most {most} letters:</source>
            <translation>Ein Name für diese Optionen von {title}, höchstens {most} Zeichen:</translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>&amp;Keep</source>
            <translation>&amp;Behalten</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/presets.py" />
            <source>{n} presets are forgotten.</source>
            <extracomment>Of one: {n} preset is forgotten.</extracomment>
            <translation>
                <numerusform>{n} Voreinstellung ist vergessen.</numerusform>
                <numerusform>{n} Voreinstellungen sind vergessen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/presets.py" />
            <source>The preset {name} is forgotten.</source>
            <translation>Die Voreinstellung {name} ist vergessen.</translation>
        </message>
        <message>
            <location filename="../../ui/readout.py" />
            <source>near {near:.2f}</source>
            <translation>nah {near:.2f}</translation>
        </message>
        <message>
            <location filename="../../ui/readout.py" />
            <source>left {left:+.2f}  up {up:+.2f}  near {near:+.2f}</source>
            <translation>links {left:+.2f}  oben {up:+.2f}  nah {near:+.2f}</translation>
        </message>
        <message>
            <location filename="../../ui/readout.py" />
            <source>{one} or {other}</source>
            <translation>{one} oder {other}</translation>
        </message>
        <message>
            <location filename="../../ui/recent.py" />
            <source>{name} in {folder}</source>
            <translation>{name} in {folder}</translation>
        </message>
        <message>
            <location filename="../../ui/recent.py" />
            <source>&amp;Clear this list</source>
            <translation>Diese Liste &amp;leeren</translation>
        </message>
        <message>
            <location filename="../../ui/recent.py" />
            <source>Forget which pictures were opened; no file is touched</source>
            <translation>Vergessen, welche Bilder geöffnet wurden; keine Datei wird angerührt</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>This picture is a guide: {title} of {name}.</source>
            <translation>Dieses Bild ist eine Vorlage: {title} von {name}.</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>This picture is a guide: {title}.</source>
            <translation>Dieses Bild ist eine Vorlage: {title}.</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>Its file says how it was made.</source>
            <translation>Seine Datei sagt, wie es erzeugt wurde.</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>Use its options</source>
            <translation>Optionen übernehmen</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>This picture seems to be a guide already, of {kind}.</source>
            <translation>Dieses Bild scheint schon eine Vorlage zu sein: {kind}.</translation>
        </message>
        <message>
            <location filename="../../ui/recognised.py" />
            <source>A model can read it as it is. For another kind, bring what it was made from.</source>
            <translation>Ein Modell kann es so lesen. Für eine andere Art das Bild öffnen, aus dem es entstand.</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>on the long side</source>
            <translation>an der langen Seite</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>on the short side</source>
            <translation>an der kurzen Seite</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>by cutting the edges</source>
            <translation>durch Abschneiden der Ränder</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>by adding ground</source>
            <translation>durch Ergänzen von Hintergrund</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Every guide as it goes out: lines black on white, depth with near black. The option “Near is black” turns the depth alone. Both undo each other.</source>
            <translation>Jede Vorlage, wie sie hinausgeht: Linien schwarz auf weiß, Tiefe mit Nahem in Schwarz. Die Option „Nah ist schwarz“ kehrt nur die Tiefe um. Beides hebt sich auf.</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>&amp;Invert</source>
            <translation>&amp;Umkehren</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>&amp;Transparent ground</source>
            <translation>&amp;Transparenter Hintergrund</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>For laying lines over a canvas; not in JPG</source>
            <translation>Um Linien über eine Leinwand zu legen; nicht in JPG</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>1&amp;6 bits</source>
            <translation>1&amp;6 Bit</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Depth without steps, as PNG or TIFF</source>
            <translation>Tiefe ohne Stufen, als PNG oder TIFF</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Save &amp;how it was made</source>
            <translation>&amp;Entstehung mitspeichern</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Preprocessor and options in the file; Underdrawing reads them back</source>
            <translation>Präprozessor und Optionen in der Datei; Underdrawing liest sie wieder ein</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Size of the side</source>
            <translation>Größe der Seite</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>as it is</source>
            <translation>wie sie ist</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Which side</source>
            <translation>Welche Seite</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>any</source>
            <translation>beliebig</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Sides are multiples of</source>
            <translation>Seiten sind Vielfache von</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>How sides become multiples</source>
            <translation>Wie Seiten zu Vielfachen werden</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Si&amp;ze</source>
            <translation>&amp;Größe</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>&amp;Multiples of</source>
            <translation>&amp;Vielfache von</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Export options</source>
            <translation>Exportoptionen</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>Pixels, from {least} to {most}: choose, or type</source>
            <translation>Pixel, von {least} bis {most}: wählen oder tippen</translation>
        </message>
        <message>
            <location filename="../../ui/rendition_panel.py" />
            <source>JPG blurs hard lines a little.</source>
            <translation>JPG macht harte Linien etwas unscharf.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>An address</source>
            <translation>Eine Adresse</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>The guide is fetched from an address; the smallest answer.</source>
            <translation>Die Vorlage wird von einer Adresse geholt; die kleinste Antwort.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>base64</source>
            <translation>base64</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>The guide comes in the answer itself.</source>
            <translation>Die Vorlage kommt in der Antwort selbst.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>A data URI</source>
            <translation>Eine Daten-URI</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>The guide comes in the answer itself, as a data URI.</source>
            <translation>Die Vorlage kommt in der Antwort selbst, als Daten-URI.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>When it is done</source>
            <translation>Wenn sie fertig ist</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Asked for until it is there; nothing is lost.</source>
            <translation>Es wird nachgefragt, bis sie da ist; nichts geht verloren.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>In one answer</source>
            <translation>In einer Antwort</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>The connection is held until the guide is there.</source>
            <translation>Die Verbindung bleibt bestehen, bis die Vorlage da ist.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>A&amp;dvanced</source>
            <translation>Er&amp;weitert</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>How the guide is asked for and delivered (Alt+D)</source>
            <translation>Wie die Vorlage angefordert und geliefert wird (Alt+W)</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Delivery</source>
            <translation>Lieferung</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Comes as</source>
            <translation>Kommt als</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>as Runware likes</source>
            <translation>wie Runware will</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source> s</source>
            <translation> s</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Kept for</source>
            <translation>Aufbewahrt</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>How long Runware keeps the guide at its address.</source>
            <translation>Wie lange Runware die Vorlage unter ihrer Adresse aufbewahrt.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Webhook</source>
            <translation>Webhook</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Runware posts the result to this address.</source>
            <translation>Runware schickt das Ergebnis an diese Adresse.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Upload to</source>
            <translation>Hochladen nach</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Runware puts the finished file to this address.</source>
            <translation>Runware legt die fertige Datei unter dieser Adresse ab.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Tell the cost</source>
            <translation>Kosten nennen</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>Ask for the price of every guide; without it no sums can be told.</source>
            <translation>Nach dem Preis jeder Vorlage fragen; ohne ihn lassen sich keine Summen nennen.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>It is not remembered: it may hold secrets.</source>
            <translation>Wird nicht gemerkt: Geheimes kann darin stehen.</translation>
        </message>
        <message>
            <location filename="../../ui/service_panel.py" />
            <source>{names}: not an http or https address; left out.</source>
            <translation>{names}: keine http- oder https-Adresse; weggelassen.</translation>
        </message>
        <message>
            <location filename="../../ui/services.py" />
            <source>Served API</source>
            <translation>Angebotene API</translation>
        </message>
        <message>
            <location filename="../../ui/services.py" />
            <source>Runware</source>
            <translation>Runware</translation>
        </message>
        <message>
            <location filename="../../ui/services.py" />
            <source>The API is not served.</source>
            <translation>Die API wird nicht angeboten.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Kept now</source>
            <translation>Jetzt aufbewahrt</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>API key</source>
            <translation>API-Schlüssel</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Serve the API</source>
            <translation>API anbieten</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Disk, size, clear, remove all guides</source>
            <translation>Datenträger, Größe, leeren, alle Vorlagen entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>New, paste, check, replace, remove</source>
            <translation>Neu, einfügen, prüfen, ersetzen, entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Server, port, address, key; for scripts</source>
            <translation>Server, Port, Adresse, Schlüssel; für Skripte</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Search the settings</source>
            <translation>In den Einstellungen suchen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/dialog.py" />
            <source>Words of a setting, its explanation or its section ({key})</source>
            <translation>Wörter einer Einstellung, ihrer Erklärung oder ihres Abschnitts ({key})</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/settings/dialog.py" />
            <source>{n} settings found</source>
            <extracomment>Of one: {n} setting found</extracomment>
            <translation>
                <numerusform>{n} Einstellung gefunden</numerusform>
                <numerusform>{n} Einstellungen gefunden</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/settings/disk.py" />
            <source>{name}: unit</source>
            <translation>{name}: Einheit</translation>
        </message>
        <message>
            <location filename="../../ui/settings/disk.py" />
            <source>In which unit it is shown</source>
            <translation>In welcher Einheit es gezeigt wird</translation>
        </message>
        <message>
            <location filename="../../ui/settings/disk.py" />
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <location filename="../../ui/settings/disk.py" />
            <source>Choose a folder</source>
            <translation>Einen Ordner wählen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>&amp;Clear…</source>
            <translation>&amp;Leeren…</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>Remove the guides that are kept; asks before it does</source>
            <translation>Die aufbewahrten Vorlagen entfernen; vorher wird gefragt</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>&amp;Bring them back</source>
            <translation>&amp;Zurückholen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>Put back what was removed a moment ago</source>
            <translation>Zurücklegen, was eben entfernt wurde</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>{size} more than the limit: the oldest go when this window is closed.</source>
            <translation>{size} über der Grenze: Die ältesten gehen, wenn dieses Fenster geschlossen wird.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>Clear the history</source>
            <translation>Verlauf leeren</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>The &amp;pinned ones too</source>
            <translation>Auch die &amp;angehefteten</translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/settings/history.py" />
            <source>Remove {n} guides?</source>
            <extracomment>Of one: Remove {n} guide from the history?</extracomment>
            <translation>
                <numerusform>{n} Vorlage aus dem Verlauf entfernen?</numerusform>
                <numerusform>{n} Vorlagen entfernen?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../ui/settings/history.py" />
            <source>{n} guides, {size}</source>
            <extracomment>Of one: {n} guide, {size}</extracomment>
            <translation>
                <numerusform>{n} Vorlage, {size}</numerusform>
                <numerusform>{n} Vorlagen, {size}</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>{kept}; {count} pinned</source>
            <translation>{kept}; {count} angeheftet</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>The history keeps {kept}.</source>
            <translation>Im Verlauf: {kept}.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/history.py" />
            <source>Exported files stay where they are.</source>
            <translation>Exportierte Dateien bleiben, wo sie sind.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key.py" />
            <source>{service} needs a key of its own. That of {other} is sent nowhere else; it is kept, and is there again with its address.</source>
            <translation>{service} braucht einen eigenen Schlüssel. Der von {other} wird sonst niemandem gesendet; er bleibt aufbewahrt und ist mit dessen Adresse wieder da.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>none yet</source>
            <translation>noch keiner</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>from {variable}</source>
            <translation>aus {variable}</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>in the system's keyring</source>
            <translation>im Schlüsselbund des Systems</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>for this run only</source>
            <translation>nur bis zum Schließen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Paste a key here</source>
            <translation>Hier einen Schlüssel einfügen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>New API key</source>
            <translation>Neuer API-Schlüssel</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>The key from your Runware account; it is never shown again in full.</source>
            <translation>Der Schlüssel aus dem Runware-Konto; er wird nie wieder ganz gezeigt.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Keep this key (Enter)</source>
            <translation>Diesen Schlüssel behalten (Eingabetaste)</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>&amp;Check</source>
            <translation>&amp;Prüfen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Ask the service whether it takes the key; costs nothing</source>
            <translation>Den Dienst fragen, ob er den Schlüssel annimmt; kostet nichts</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Re&amp;move</source>
            <translation>&amp;Entfernen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Forget the key</source>
            <translation>Den Schlüssel vergessen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>&amp;New key</source>
            <translation>Ne&amp;uer Schlüssel</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Key</source>
            <translation>Schlüssel</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Asking…</source>
            <translation>Anfrage…</translation>
        </message>
        <message>
            <location filename="../../ui/settings/key_panel.py" />
            <source>Re&amp;place</source>
            <translation>E&amp;rsetzen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/pages.py" />
            <source>Sections</source>
            <translation>Abschnitte</translation>
        </message>
        <message>
            <location filename="../../ui/settings/pages.py" />
            <source>What the settings are about</source>
            <translation>Wovon die Einstellungen handeln</translation>
        </message>
        <message>
            <location filename="../../ui/settings/pages.py" />
            <source>No setting has the words “{text}”. Try fewer words, or others, such as colours, key or folder; Esc shows all again.</source>
            <translation>Keine Einstellung enthält die Wörter „{text}“. Weniger oder andere Wörter versuchen, etwa Farben, Schlüssel oder Ordner; Esc zeigt wieder alle.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/row.py" />
            <source>Reset {setting}</source>
            <translation>{setting} zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/row.py" />
            <source>Back to the default: {value}</source>
            <translation>Zurück zur Vorgabe: {value}</translation>
        </message>
        <message>
            <location filename="../../ui/settings/row.py" />
            <source>The default: {value}</source>
            <translation>Die Vorgabe: {value}</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>{percent} %</source>
            <translation>{percent} %</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>On</source>
            <translation>An</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Off</source>
            <translation>Aus</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Appearance</source>
            <translation>Aussehen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Colours of the window: light or dark greys.</source>
            <translation>Farben des Fensters: helle oder dunkle Grautöne.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Language</source>
            <translation>&amp;Sprache</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Takes effect when Underdrawing is started the next time.</source>
            <translation>Gilt, wenn Underdrawing das nächste Mal gestartet wird.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Te&amp;xt size</source>
            <translation>&amp;Textgröße</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Of all text in the window, measured by the system's font.</source>
            <translation>Aller Text im Fenster, gemessen an der Schrift des Systems.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Reduced motion</source>
            <translation>Weniger &amp;Bewegung</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Nothing moves by itself: no running bars, no blinking cursor, no fading menus.</source>
            <translation>Nichts bewegt sich von selbst: keine laufenden Balken, kein blinkender Cursor, keine überblendenden Menüs.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>The last one</source>
            <translation>Der letzte</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>As it was last</source>
            <translation>Wie zuletzt</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Made by</source>
            <translation>&amp;Erzeugt von</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Free on this computer, or bought one by one from Runware.</source>
            <translation>Kostenlos auf diesem Computer, oder einzeln gekauft von Runware.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Preprocessor at start</source>
            <translation>&amp;Präprozessor beim Start</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>What guides are made with first. Its options are those that you used last.</source>
            <translation>Womit Vorlagen zuerst erzeugt werden. Es gelten die zuletzt verwendeten Optionen.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Comparison at start</source>
            <translation>&amp;Vergleich beim Start</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>How picture and guide are seen first.</source>
            <translation>Wie Bild und Vorlage zuerst zu sehen sind.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Offline</source>
            <translation>&amp;Offline</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>No network of the model library is fetched; files can still be added to it.</source>
            <translation>Kein Netz der Modellbibliothek wird geholt; Dateien lassen sich trotzdem hinzufügen.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Shown</source>
            <translation>Sichtbar</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Hidden</source>
            <translation>Verborgen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;At start</source>
            <translation>Beim St&amp;art</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Whether the strip of earlier guides is there when Underdrawing starts.</source>
            <translation>Ob der Streifen früherer Vorlagen beim Start von Underdrawing da ist.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Size &amp;limit</source>
            <translation>Größen&amp;grenze</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Beyond it the oldest guides go, but none that is pinned or was bought.</source>
            <translation>Darüber gehen die ältesten Vorlagen, aber keine angeheftete und keine gekaufte.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Files</source>
            <translation>Dateien</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Export to</source>
            <translation>E&amp;xport nach</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Where the file dialog begins; it moves on with each guide that you export.</source>
            <translation>Wo der Dateidialog beginnt; er folgt jeder exportierten Vorlage.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>the picture's folder</source>
            <translation>der Ordner des Bildes</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Open from</source>
            <translation>Ö&amp;ffnen aus</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Where the file dialog begins; it moves on with each picture that you open.</source>
            <translation>Wo der Dateidialog beginnt; er folgt jedem geöffneten Bild.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>the system's folder</source>
            <translation>der Ordner des Systems</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>&amp;Format</source>
            <translation>Fo&amp;rmat</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>PNG is exact and read by everything; JPG blurs hard lines a little.</source>
            <translation>PNG ist genau und überall lesbar; JPG macht harte Linien etwas unscharf.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Of WEBP and JPG. Higher: larger files; WEBP is exact at 100.</source>
            <translation>Von WEBP und JPG. Höher: größere Dateien; WEBP ist bei 100 genau.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Preprocessor and options in the file; Underdrawing reads them back.</source>
            <translation>Präprozessor und Optionen in der Datei; Underdrawing liest sie wieder ein.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>For laying lines over a canvas; not in JPG, and not with 16 bits.</source>
            <translation>Um Linien über eine Leinwand zu legen; nicht in JPG und nicht mit 16 Bit.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/rows.py" />
            <source>Depth without steps, as PNG or TIFF.</source>
            <translation>Tiefe ohne Stufen, als PNG oder TIFF.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>From the environment: {variable}.</source>
            <translation>Aus der Umgebung: {variable}.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>Runware's, or that of a server of your own which speaks the same API.</source>
            <translation>Die von Runware, oder die eines eigenen Servers mit derselben API.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>&amp;Address</source>
            <translation>A&amp;dresse</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>&amp;Wait at most</source>
            <translation>Höchstens &amp;warten</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>A guide that comes later is not lost: it is fetched when it is asked for again.</source>
            <translation>Eine spätere Vorlage ist nicht verloren: Sie wird geholt, wenn sie wieder angefordert wird.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>s</source>
            <translation>s</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>&amp;Delivery</source>
            <translation>&amp;Lieferung</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>Ask again until it is ready, or wait on one open connection until it comes.</source>
            <translation>Immer wieder fragen, bis sie fertig ist, oder auf einer offenen Verbindung warten, bis sie kommt.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>Comes a&amp;s</source>
            <translation>&amp;Kommt als</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>Fetched from an address, which is the smallest answer, or within the answer.</source>
            <translation>Von einer Adresse geholt, das ist die kleinste Antwort, oder in der Antwort selbst.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>Kept &amp;for</source>
            <translation>Au&amp;fbewahrt</translation>
        </message>
        <message>
            <location filename="../../ui/settings/service.py" />
            <source>&amp;Tell the cost</source>
            <translation>Kosten &amp;nennen</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>&amp;Serve the API</source>
            <translation>&amp;API anbieten</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Scripts and other tools on this computer can ask for guides as they ask Runware.</source>
            <translation>Skripte und andere Werkzeuge auf diesem Computer können Vorlagen anfordern wie bei Runware.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Port</source>
            <translation>Port</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>The port of this computer that is served</source>
            <translation>Der Port dieses Computers, der angeboten wird</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Address of the API</source>
            <translation>Adresse der API</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Key of the API served here</source>
            <translation>Schlüssel der hier angebotenen API</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Copy the address</source>
            <translation>Adresse kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>Copy the key</source>
            <translation>Schlüssel kopieren</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>&amp;Port</source>
            <translation>&amp;Port</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>The key is the one in {variable}.</source>
            <translation>Der Schlüssel ist der aus {variable}.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>The key is kept in the system's keyring, and is the same at every start.</source>
            <translation>Der Schlüssel liegt im Schlüsselbund des Systems und ist bei jedem Start derselbe.</translation>
        </message>
        <message>
            <location filename="../../ui/settings/serving_panel.py" />
            <source>At the next start the key is another. To have always the same, set {variable} to a key of your own before Underdrawing is started.</source>
            <translation>Beim nächsten Start ist der Schlüssel ein anderer. Damit er immer derselbe ist, vor dem Start von Underdrawing {variable} auf einen eigenen Schlüssel setzen.</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>&amp;Width</source>
            <translation>B&amp;reite</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>Hei&amp;ght</source>
            <translation>Höh&amp;e</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>The guide is {size} ({shape}).</source>
            <translation>Die Vorlage hat {size} ({shape}).</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>The picture's own size: no guide is larger.</source>
            <translation>Die Größe des Bildes selbst: Keine Vorlage ist größer.</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>The picture's own size.</source>
            <translation>Die Größe des Bildes selbst.</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>The picture is {shape}: it is squeezed.</source>
            <translation>Das Bild hat {shape}: Es wird gestaucht.</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>{side} of the guide in pixels</source>
            <translation>{side} der Vorlage in Pixeln</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>{side} of the guide in pixels; never more than the picture's.
Set one side to keep the shape of the picture; an empty field is its own size.</source>
            <translation>{side} der Vorlage in Pixeln; nie mehr als die des Bildes.
Nur eine Seite angeben, damit das Bild seine Form behält; ein leeres Feld ist seine eigene Größe.</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>{ratio:.2f}:1</source>
            <translation>{ratio:.2f}:1</translation>
        </message>
        <message>
            <location filename="../../ui/size_panel.py" />
            <source>1:{ratio:.2f}</source>
            <translation>1:{ratio:.2f}</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>Pixel under the cursor</source>
            <translation>Pixel unter dem Mauszeiger</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>Where the cursor is, the colour there, and what the guide says</source>
            <translation>Wo der Mauszeiger ist, die Farbe dort, und was die Vorlage sagt</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>Zoom</source>
            <translation>Zoom</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>Zoom: wheel at the cursor, double click for 100 %, Ctrl+0 to fit</source>
            <translation>Zoom: Mausrad am Mauszeiger, Doppelklick für 100 %, Strg+0 passt ein</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>API served</source>
            <translation>API angeboten</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>Programs on this computer can ask {address} for guides.</source>
            <translation>Programme auf diesem Computer können unter {address} Vorlagen anfordern.</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>A press opens the settings of that.</source>
            <translation>Ein Klick öffnet die Einstellungen dazu.</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>{percent:.0f} %</source>
            <translation>{percent:.0f} %</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>{percent:.3g} %</source>
            <translation>{percent:.3g} %</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>bought from Runware</source>
            <translation>von Runware gekauft</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>bought from Runware for {sum}</source>
            <translation>von Runware für {sum} gekauft</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>made on this computer</source>
            <translation>auf diesem Computer erzeugt</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>made by {maker}</source>
            <translation>erzeugt von {maker}</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>preview, {made}</source>
            <translation>Vorschau, {made}</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>{time:.0f} ms</source>
            <translation>{time:.0f} ms</translation>
        </message>
        <message>
            <location filename="../../ui/status.py" />
            <source>{time:.1f} s</source>
            <translation>{time:.1f} s</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>Stopped.</source>
            <translation>Angehalten.</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>The guide is not the one that is set at the right.</source>
            <translation>Die Vorlage ist nicht die, die rechts eingestellt ist.</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>Make it</source>
            <translation>Erzeugen</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>{name}: {what}</source>
            <translation>{name}: {what}</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>Opening {name} …   Esc stops.</source>
            <translation>{name} wird geöffnet …   Esc hält an.</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>Making {title} …   Esc stops.</source>
            <translation>{title} wird erzeugt …   Esc hält an.</translation>
        </message>
        <message>
            <location filename="../../ui/telling.py" />
            <source>{doing}   Esc stops waiting.</source>
            <translation>{doing}   Esc beendet das Warten.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>The disk that {folder} is on is full: make room there.</source>
            <translation>Der Datenträger von {folder} ist voll: Dort Platz schaffen.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>See that you may write in {folder}.</source>
            <translation>Prüfen, ob in {folder} geschrieben werden darf.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>Your choices could not be remembered.</source>
            <translation>Die Auswahl konnte nicht gemerkt werden.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>The settings could not be read, so that all are as they were at first.</source>
            <translation>Die Einstellungen konnten nicht gelesen werden; alle sind wieder wie am Anfang.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>The damaged file is kept as {path}.</source>
            <translation>Die beschädigte Datei liegt als {path}.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>Something went wrong in an earlier run.</source>
            <translation>Bei einem früheren Start ist etwas schiefgegangen.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>A report of it is on your computer; it holds no picture, no path of yours and no key.</source>
            <translation>Ein Bericht darüber liegt auf diesem Computer; er enthält kein Bild, keinen eigenen Pfad und keinen Schlüssel.</translation>
        </message>
        <message>
            <location filename="../../ui/trouble.py" />
            <source>Open the report</source>
            <translation>Bericht öffnen</translation>
        </message>
        <message>
            <location filename="../../ui/undoing.py" />
            <source>choice of {title}</source>
            <translation>Wahl von {title}</translation>
        </message>
        <message>
            <location filename="../../ui/undoing.py" />
            <source>options of {title}</source>
            <translation>Optionen von {title}</translation>
        </message>
        <message>
            <location filename="../../ui/user_guide.py" />
            <source>The user guide cannot be opened.</source>
            <translation>Das Handbuch lässt sich nicht öffnen.</translation>
        </message>
        <message>
            <location filename="../../ui/user_guide.py" />
            <source>Open it in a browser yourself: {path}</source>
            <translation>Es selbst in einem Browser öffnen: {path}</translation>
        </message>
        <message>
            <location filename="../../ui/way_back.py" />
            <source>Show the picture</source>
            <translation>Bild zeigen</translation>
        </message>
        <message>
            <location filename="../../ui/way_back.py" />
            <source>Show the picture again, in the place of the earlier guide (Esc)</source>
            <translation>Das Bild wieder anstelle der früheren Vorlage zeigen (Esc)</translation>
        </message>
        <message>
            <location filename="../../ui/wording.py" />
            <source>${amount}</source>
            <translation>{amount} $</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Canny edges</source>
            <translation>Canny-Kanten</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Hard, thin edges wherever brightness or colour changes quickly.</source>
            <translation>Harte, dünne Kanten, wo Helligkeit oder Farbe sich schnell ändert.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>white lines one pixel wide on black</source>
            <translation>weiße Linien, ein Pixel breit, auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No edges at these thresholds. Lower both to find fainter ones.</source>
            <translation>Keine Kanten bei diesen Schwellen. Beide senken, um schwächere zu finden.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>OpenCV Canny</source>
            <translation>OpenCV Canny</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Low threshold</source>
            <translation>Untere Schwelle</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Weak edges above this stay if they touch a strong one. Lower: longer lines.</source>
            <translation>Schwache Kanten darüber bleiben, wenn sie eine starke berühren. Niedriger: längere Linien.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>High threshold</source>
            <translation>Obere Schwelle</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>An edge must be stronger than this to begin. Lower: more lines.</source>
            <translation>Eine Kante muss stärker sein, um zu beginnen. Niedriger: mehr Linien.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Soft edges</source>
            <translation>Weichkanten</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Soft outlines of things, weighted by how much they matter.</source>
            <translation>Weiche Umrisse der Dinge, gewichtet nach ihrer Bedeutung.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>soft grey outlines on black</source>
            <translation>weiche graue Umrisse auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>own edge network</source>
            <translation>eigenes Kantennetz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Detail</source>
            <translation>Detailgrad</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How closely it looks. Lower: main outlines only, thicker. Higher: finer lines.</source>
            <translation>Wie genau hingesehen wird. Niedriger: nur Hauptumrisse, dicker. Höher: feinere Linien.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Safe</source>
            <translation>Sicher</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Only black, grey and white, so that no faint trace of the picture gets through.</source>
            <translation>Nur Schwarz, Grau und Weiß, damit keine schwache Spur des Bildes durchkommt.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Line art</source>
            <translation>Lineart</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>A pencil-like drawing of the picture, for photographs and paintings.</source>
            <translation>Eine Zeichnung des Bildes wie mit Bleistift, für Fotos und Gemälde.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>grey strokes on black</source>
            <translation>graue Striche auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No lines found. Lower the noise floor.</source>
            <translation>Keine Linien gefunden. Die Rauschgrenze senken.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>own line network</source>
            <translation>eigenes Liniennetz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How closely it looks. Higher: finer lines; lower: only the main ones.</source>
            <translation>Wie genau hingesehen wird. Höher: feinere Linien; niedriger: nur die wichtigsten.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Line width</source>
            <translation>Strichbreite</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>The width of the pencil, in pixels at 512.</source>
            <translation>Die Breite des Bleistifts, in Pixeln bei 512.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Noise floor</source>
            <translation>Rauschgrenze</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Lines fainter than this are left out. Higher: fewer lines.</source>
            <translation>Schwächere Linien bleiben weg. Höher: weniger Linien.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Anime line art</source>
            <translation>Anime-Lineart</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Clean ink lines, for anime, comics and flat colour.</source>
            <translation>Saubere Tuschelinien, für Anime, Comics und flächige Farbe.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>grey ink lines on black</source>
            <translation>graue Tuschelinien auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No lines found. Lower the ink threshold.</source>
            <translation>Keine Linien gefunden. Die Tuscheschwelle senken.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>The width of the pen, in pixels at 512.</source>
            <translation>Die Breite der Feder, in Pixeln bei 512.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Ink threshold</source>
            <translation>Tuscheschwelle</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How different two colours must be for a line between them. Higher: fewer lines.</source>
            <translation>Wie verschieden zwei Farben für eine Linie dazwischen sein müssen. Höher: weniger Linien.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Scribble</source>
            <translation>Kritzelei</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Thick, rough strokes, as if drawn by hand in a moment.</source>
            <translation>Dicke, grobe Striche, wie rasch von Hand gezeichnet.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>thick white strokes on black</source>
            <translation>dicke weiße Striche auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No strokes found. Lower the threshold.</source>
            <translation>Keine Striche gefunden. Die Schwelle senken.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>soft edges or XDoG</source>
            <translation>Weichkanten oder XDoG</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Drawn from</source>
            <translation>Gezeichnet aus</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Soft edges: the outlines of things. XDoG: dark lines, for drawings.</source>
            <translation>Weichkanten: die Umrisse der Dinge. XDoG: dunkle Linien, für Zeichnungen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>XDoG</source>
            <translation>XDoG</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Threshold</source>
            <translation>Schwelle</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How clear an outline or a line must be for a stroke. Lower: more strokes.</source>
            <translation>Wie klar ein Umriss oder eine Linie für einen Strich sein muss. Niedriger: mehr Striche.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Straight lines</source>
            <translation>Gerade Linien</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Straight lines only: rooms, houses, furniture.</source>
            <translation>Nur gerade Linien: Räume, Häuser, Möbel.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>straight white lines one pixel wide on black</source>
            <translation>gerade weiße Linien, ein Pixel breit, auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No straight lines found. Lower the certainty or the shortest line.</source>
            <translation>Keine geraden Linien gefunden. Die Gewissheit oder die kürzeste Linie senken.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>M-LSD</source>
            <translation>M-LSD</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Certainty</source>
            <translation>Gewissheit</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How sure it must be that there is a line. Lower: more lines, some of them wrong.</source>
            <translation>Wie sicher eine Linie sein muss. Niedriger: mehr Linien, darunter falsche.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Shortest line</source>
            <translation>Kürzeste Linie</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Lines that are shorter are left out, in pixels at 512.</source>
            <translation>Kürzere Linien bleiben weg, in Pixeln bei 512.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Depth</source>
            <translation>Tiefe</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How near everything is to the viewer.</source>
            <translation>Wie nah alles dem Betrachter ist.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>grey, near is white</source>
            <translation>grau, nah ist weiß</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>own space network, FastDepth</source>
            <translation>eigenes Raumnetz, FastDepth</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Fine parts are soft, and things it has never seen can be misplaced.</source>
            <translation>Feines ist weich, und nie Gesehenes kann falsch stehen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Far</source>
            <translation>Ferne</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How near things begin to rise from black. Higher: the background is dropped.</source>
            <translation>Ab welcher Nähe sich Dinge vom Schwarz abheben. Höher: Der Hintergrund fällt weg.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Near</source>
            <translation>Nähe</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How near things are white. Lower: more tones for what is far.</source>
            <translation>Ab welcher Nähe Dinge weiß sind. Niedriger: mehr Töne für Fernes.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Edge detail</source>
            <translation>Kantendetail</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How closely borders follow the picture. Lower: softer; higher: texture shows.</source>
            <translation>Wie genau Grenzen dem Bild folgen. Niedriger: weicher; höher: Struktur wird sichtbar.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Near is black</source>
            <translation>Nah ist schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>For tools that expect the far side to be white. It turns the depth alone; Invert, among the export options, turns every guide as it goes out. Both undo each other.</source>
            <translation>Für Werkzeuge, die Fernes weiß erwarten. Kehrt nur die Tiefe um; „Umkehren“ in den Exportoptionen kehrt jede Vorlage um, wie sie hinausgeht. Beides hebt sich auf.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Normals</source>
            <translation>Normalen</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Which way every surface faces.</source>
            <translation>Wohin jede Fläche zeigt.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>colours of directions: red left, green up, blue to the viewer</source>
            <translation>Farben der Richtungen: Rot links, Grün oben, Blau zum Betrachter</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>own space network, outlines</source>
            <translation>eigenes Raumnetz, Umrisse</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Large surfaces are right more often than folds and features.</source>
            <translation>Große Flächen stimmen öfter als Falten und Gesichtszüge.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Relief</source>
            <translation>Relief</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How steep surfaces are, in per cent. 0: everything faces the viewer.</source>
            <translation>Wie steil Flächen sind, in Prozent. 0: Alles zeigt zum Betrachter.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How deep folds, features and other outlines are cut into surfaces.</source>
            <translation>Wie tief Falten, Gesichtszüge und andere Umrisse in Flächen eingeschnitten sind.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Smoothness</source>
            <translation>Glätte</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How far a surface goes on without a change. Higher: larger, calmer planes.</source>
            <translation>Wie weit eine Fläche ohne Änderung reicht. Höher: größere, ruhigere Ebenen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Pose</source>
            <translation>Pose</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>The skeleton of every person in the picture.</source>
            <translation>Das Skelett jeder Person im Bild.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>coloured sticks and joints on black</source>
            <translation>farbige Stäbe und Gelenke auf Schwarz</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>No person found. Lower how sure it must be, or crop to the person.</source>
            <translation>Keine Person gefunden. Die Gewissheit senken oder das Bild auf die Person zuschneiden.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Lightweight OpenPose</source>
            <translation>Lightweight OpenPose</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Hands and face</source>
            <translation>Hände und Gesicht</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Draw fingers and the face as well.</source>
            <translation>Auch Finger und Gesicht zeichnen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How sure</source>
            <translation>Gewissheit</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Who is less certain is left out. Lower: more people; higher: no mistaken ones.</source>
            <translation>Wer weniger gewiss ist, bleibt weg. Niedriger: mehr Menschen; höher: keine irrtümlichen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Segments</source>
            <translation>Segmente</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>What everything is, as flat areas of the ADE20K colours.</source>
            <translation>Was alles ist, als Flächen in den Farben von ADE20K.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>flat areas in the colours of the ADE20K palette</source>
            <translation>Flächen in den Farben der ADE20K-Palette</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>DeepLab v3</source>
            <translation>DeepLab v3</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Knows few things, and a third of the surroundings is mistaken.</source>
            <translation>Kennt nur wenige Dinge und irrt sich bei einem Drittel der Umgebung.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Scene</source>
            <translation>Szene</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Where the picture was taken. Set it if sky is taken for wall, or wall for sky.</source>
            <translation>Wo das Bild aufgenommen ist. Einstellen, wenn Himmel für Wand gehalten wird oder Wand für Himmel.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Guess</source>
            <translation>Raten</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Outdoors</source>
            <translation>Im Freien</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Indoors</source>
            <translation>Innen</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How small an area may be. Lower: only large areas.</source>
            <translation>Wie klein eine Fläche sein darf. Niedriger: nur große Flächen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Tile</source>
            <translation>Kachel</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>The picture with its detail taken away, for adding new detail.</source>
            <translation>Das Bild ohne seine Einzelheiten, um neue hinzuzufügen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>a blurred copy in colour</source>
            <translation>eine unscharfe Kopie in Farbe</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>area and Lanczos</source>
            <translation>Flächenmittel und Lanczos</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Blur</source>
            <translation>Unschärfe</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>How many times smaller the detail is kept. 1 is the picture itself.</source>
            <translation>Wievielmal kleiner das Bild behalten wird. 1 ist das Bild selbst.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Shuffle</source>
            <translation>Verwirbelung</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>The picture's colours and style, swirled so that its shapes are lost.</source>
            <translation>Farben und Stil des Bildes, so verwirbelt, dass seine Formen verloren gehen.</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>swirled colour</source>
            <translation>verwirbelte Farbe</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>content shuffle</source>
            <translation>Content Shuffle</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Seed</source>
            <translation>Startzahl</translation>
        </message>
        <message>
            <location filename="../../core/catalog" />
            <source>Each number gives another swirl; the same number gives the same one.</source>
            <translation>Jede Zahl ergibt einen anderen Wirbel; dieselbe Zahl ergibt denselben.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Sharp depth of any scene, indoors and outdoors.</source>
            <translation>Scharfe Tiefe jeder Szene, innen und im Freien.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the publisher and by the authors; it holds for the small model only.</source>
            <translation>Angabe des Herausgebers und der Autoren; sie gilt nur für das kleine Modell.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Five sets of rendered scenes, and 62 million photographs of eight public sets, some of which are for research only.</source>
            <translation>Fünf Sammlungen gerenderter Szenen und 62 Millionen Fotos aus acht öffentlichen Sammlungen, von denen einige nur für die Forschung bestimmt sind.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Surfaces as they face, measured rather than guessed, and a calm depth beside them.</source>
            <translation>Flächen, wie sie wirklich stehen, eher gemessen als geschätzt, und dazu eine ruhige Tiefe.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the authors of the model; the repository of the file itself says none.</source>
            <translation>Angabe der Autoren des Modells; die Ablage der Datei selbst nennt keine.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Some twenty sets of rendered and measured scenes, some of which are for research only; it began as DINOv2 (Apache-2.0).</source>
            <translation>Rund zwanzig Sammlungen gerenderter und gemessener Szenen, von denen einige nur für die Forschung bestimmt sind; begonnen als DINOv2 (Apache-2.0).</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>All 150 kinds of things of ADE20K, with true outlines.</source>
            <translation>Alle 150 Arten von Dingen aus ADE20K, mit echten Umrissen.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the publisher, who is new; the authors of the model say the same.</source>
            <translation>Angabe des Herausgebers, der neu ist; die Autoren des Modells sagen dasselbe.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>ADE20K, whose pictures are for research and teaching only, after ImageNet, likewise.</source>
            <translation>ADE20K, dessen Bilder nur für Forschung und Lehre bestimmt sind, zuvor ImageNet, ebenso.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Line drawings of photographs, as an artist would ink them.</source>
            <translation>Strichzeichnungen von Fotos, wie von Künstlerhand getuscht.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the publisher of the file and by the authors of the method.</source>
            <translation>Angabe des Herausgebers der Datei und der Autoren des Verfahrens.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Photographs and line drawings from the web, whose terms its authors do not name.</source>
            <translation>Fotos und Strichzeichnungen aus dem Netz, deren Bedingungen die Autoren nicht nennen.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>The same with fewer and bolder lines.</source>
            <translation>Dasselbe mit weniger und kräftigeren Linien.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>The clean line art of drawn and painted figures.</source>
            <translation>Sauberes Lineart gezeichneter und gemalter Figuren.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Drawings and sketches from the web, whose terms its authors do not name.</source>
            <translation>Zeichnungen und Skizzen aus dem Netz, deren Bedingungen die Autoren nicht nennen.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>The soft edges that most models for softedge were trained on.</source>
            <translation>Die weichen Kanten, mit denen die meisten Softedge-Modelle trainiert sind.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the publisher of the file; where its weights come from is not clear.</source>
            <translation>Angabe des Herausgebers der Datei; woher ihre Gewichte stammen, ist unklar.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>BSDS500, which is for research, after ImageNet, likewise, as far as is known.</source>
            <translation>BSDS500, das für die Forschung bestimmt ist, zuvor ImageNet, ebenso, soweit bekannt.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Every person with hands and face, small and half hidden ones too.</source>
            <translation>Jede Person mit Händen und Gesicht, auch kleine und halb verdeckte.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the authors, who publish the files themselves.</source>
            <translation>Angabe der Autoren, die die Dateien selbst veröffentlichen.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>COCO-WholeBody, UBody and Human-Art; their labels or pictures are for research only.</source>
            <translation>COCO-WholeBody, UBody und Human-Art; ihre Beschriftungen oder Bilder sind nur für die Forschung bestimmt.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Every person with hands and face, several times quicker than the large one.</source>
            <translation>Jede Person mit Händen und Gesicht, um ein Mehrfaches schneller als das große.</translation>
        </message>
        <message>
            <location filename="../../core/library" />
            <source>Said by the publisher, who is one of the authors of RTMPose.</source>
            <translation>Angabe des Herausgebers, eines der Autoren von RTMPose.</translation>
        </message>
        <message>
            <location filename="../../core/presets.py" />
            <source>Fine detail</source>
            <translation>Feine Details</translation>
        </message>
        <message>
            <location filename="../../core/presets.py" />
            <source>Clean outlines</source>
            <translation>Saubere Umrisse</translation>
        </message>
        <message>
            <location filename="../../core/presets.py" />
            <source>Portrait</source>
            <translation>Porträt</translation>
        </message>
        <message>
            <location filename="../../core/presets.py" />
            <source>Architecture</source>
            <translation>Architektur</translation>
        </message>
        <message>
            <location filename="../../core/presets.py" />
            <source>Anime</source>
            <translation>Anime</translation>
        </message>
        <message>
            <location filename="../../core/recognise.py" />
            <source>lines</source>
            <translation>Linien</translation>
        </message>
        <message>
            <location filename="../../core/recognise.py" />
            <source>a skeleton</source>
            <translation>ein Skelett</translation>
        </message>
        <message>
            <location filename="../../core/recognise.py" />
            <source>segments</source>
            <translation>Segmente</translation>
        </message>
        <message>
            <location filename="../../core/recognise.py" />
            <source>normals</source>
            <translation>Normalen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>wall</source>
            <translation>Wand</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>building</source>
            <translation>Gebäude</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sky</source>
            <translation>Himmel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>floor</source>
            <translation>Boden</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>tree</source>
            <translation>Baum</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>ceiling</source>
            <translation>Decke</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>road</source>
            <translation>Straße</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bed</source>
            <translation>Bett</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>windowpane</source>
            <translation>Fensterscheibe</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>grass</source>
            <translation>Gras</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>cabinet</source>
            <translation>Schrank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sidewalk</source>
            <translation>Gehweg</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>person</source>
            <translation>Person</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>earth</source>
            <translation>Erde</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>door</source>
            <translation>Tür</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>table</source>
            <translation>Tisch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>mountain</source>
            <translation>Berg</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>plant</source>
            <translation>Pflanze</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>curtain</source>
            <translation>Vorhang</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>chair</source>
            <translation>Stuhl</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>car</source>
            <translation>Auto</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>water</source>
            <translation>Wasser</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>painting</source>
            <translation>Gemälde</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sofa</source>
            <translation>Sofa</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>shelf</source>
            <translation>Regal</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>house</source>
            <translation>Haus</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sea</source>
            <translation>Meer</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>mirror</source>
            <translation>Spiegel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>rug</source>
            <translation>Teppich</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>field</source>
            <translation>Feld</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>armchair</source>
            <translation>Sessel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>seat</source>
            <translation>Sitz</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>fence</source>
            <translation>Zaun</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>desk</source>
            <translation>Schreibtisch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>rock</source>
            <translation>Fels</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>wardrobe</source>
            <translation>Kleiderschrank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>lamp</source>
            <translation>Lampe</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bathtub</source>
            <translation>Badewanne</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>railing</source>
            <translation>Geländer</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>cushion</source>
            <translation>Kissen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>base</source>
            <translation>Sockel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>box</source>
            <translation>Kiste</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>column</source>
            <translation>Säule</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>signboard</source>
            <translation>Schild</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>chest of drawers</source>
            <translation>Kommode</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>counter</source>
            <translation>Theke</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sand</source>
            <translation>Sand</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sink</source>
            <translation>Waschbecken</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>skyscraper</source>
            <translation>Hochhaus</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>fireplace</source>
            <translation>Kamin</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>refrigerator</source>
            <translation>Kühlschrank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>grandstand</source>
            <translation>Tribüne</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>path</source>
            <translation>Weg</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>stairs</source>
            <translation>Treppe</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>runway</source>
            <translation>Landebahn</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>case</source>
            <translation>Vitrine</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>pool table</source>
            <translation>Billardtisch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>pillow</source>
            <translation>Kopfkissen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>screen door</source>
            <translation>Fliegengittertür</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>stairway</source>
            <translation>Treppenhaus</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>river</source>
            <translation>Fluss</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bridge</source>
            <translation>Brücke</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bookcase</source>
            <translation>Bücherschrank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>blind</source>
            <translation>Jalousie</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>coffee table</source>
            <translation>Couchtisch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>toilet</source>
            <translation>Toilette</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>flower</source>
            <translation>Blume</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>book</source>
            <translation>Buch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>hill</source>
            <translation>Hügel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bench</source>
            <translation>Bank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>countertop</source>
            <translation>Arbeitsplatte</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>stove</source>
            <translation>Herd</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>palm</source>
            <translation>Palme</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>kitchen island</source>
            <translation>Kücheninsel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>computer</source>
            <translation>Computer</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>swivel chair</source>
            <translation>Drehstuhl</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>boat</source>
            <translation>Boot</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bar</source>
            <translation>Bar</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>arcade machine</source>
            <translation>Spielautomat</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>hovel</source>
            <translation>Hütte</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bus</source>
            <translation>Bus</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>towel</source>
            <translation>Handtuch</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>light</source>
            <translation>Licht</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>truck</source>
            <translation>Lastwagen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>tower</source>
            <translation>Turm</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>chandelier</source>
            <translation>Kronleuchter</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>awning</source>
            <translation>Markise</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>streetlight</source>
            <translation>Straßenlaterne</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>booth</source>
            <translation>Kabine</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>television</source>
            <translation>Fernseher</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>airplane</source>
            <translation>Flugzeug</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>dirt track</source>
            <translation>Feldweg</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>apparel</source>
            <translation>Kleidung</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>pole</source>
            <translation>Mast</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>land</source>
            <translation>Land</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bannister</source>
            <translation>Treppengeländer</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>escalator</source>
            <translation>Rolltreppe</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>ottoman</source>
            <translation>Polsterhocker</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bottle</source>
            <translation>Flasche</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>buffet</source>
            <translation>Anrichte</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>poster</source>
            <translation>Plakat</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>stage</source>
            <translation>Bühne</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>van</source>
            <translation>Lieferwagen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>ship</source>
            <translation>Schiff</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>fountain</source>
            <translation>Brunnen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>conveyer belt</source>
            <translation>Förderband</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>canopy</source>
            <translation>Baldachin</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>washer</source>
            <translation>Waschmaschine</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>plaything</source>
            <translation>Spielzeug</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>swimming pool</source>
            <translation>Schwimmbecken</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>stool</source>
            <translation>Hocker</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>barrel</source>
            <translation>Fass</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>basket</source>
            <translation>Korb</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>waterfall</source>
            <translation>Wasserfall</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>tent</source>
            <translation>Zelt</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bag</source>
            <translation>Tasche</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>minibike</source>
            <translation>Moped</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>cradle</source>
            <translation>Wiege</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>oven</source>
            <translation>Backofen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>ball</source>
            <translation>Ball</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>food</source>
            <translation>Essen</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>step</source>
            <translation>Stufe</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>tank</source>
            <translation>Tank</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>trade name</source>
            <translation>Markenname</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>microwave</source>
            <translation>Mikrowelle</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>pot</source>
            <translation>Topf</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>animal</source>
            <translation>Tier</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bicycle</source>
            <translation>Fahrrad</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>lake</source>
            <translation>See</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>dishwasher</source>
            <translation>Geschirrspüler</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>screen</source>
            <translation>Leinwand</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>blanket</source>
            <translation>Decke (Bett)</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sculpture</source>
            <translation>Skulptur</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>hood</source>
            <translation>Dunstabzug</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>sconce</source>
            <translation>Wandleuchte</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>vase</source>
            <translation>Vase</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>traffic light</source>
            <translation>Ampel</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>tray</source>
            <translation>Tablett</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>ashcan</source>
            <translation>Mülltonne</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>fan</source>
            <translation>Ventilator</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>pier</source>
            <translation>Pier</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>crt screen</source>
            <translation>Röhrenbildschirm</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>plate</source>
            <translation>Teller</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>monitor</source>
            <translation>Monitor</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>bulletin board</source>
            <translation>Pinnwand</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>shower</source>
            <translation>Dusche</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>radiator</source>
            <translation>Heizkörper</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>glass</source>
            <translation>Glas</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>clock</source>
            <translation>Uhr</translation>
        </message>
        <message>
            <location filename="../../core/local/seg/ade20k.py" />
            <source>flag</source>
            <translation>Fahne</translation>
        </message>
    </context>
</TS>
